// SPDX-License-Identifier: Apache-2.0
#include "io/text/line_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/expect_error.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

using Lines = std::vector<std::string>;

Lines read_lines(const std::filesystem::path& path) {
  LineReader reader(path);
  Lines lines;
  for (std::string_view line; reader.next(line);) {
    lines.emplace_back(line);
    EXPECT_EQ(reader.number(), lines.size());
  }
  std::string_view line;
  EXPECT_FALSE(reader.next(line));
  return lines;
}

TEST(LineReader, KnowsEveryLineEnd) {
  const test::Directory directory;
  const Lines expected = {"one", "", "three"};
  EXPECT_EQ(read_lines(directory.file("lf", "one\n\nthree\n")), expected);
  EXPECT_EQ(read_lines(directory.file("open", "one\n\nthree")), expected);
  EXPECT_EQ(read_lines(directory.file("crlf", "one\r\n\r\nthree\r\n")), expected);
  EXPECT_EQ(read_lines(directory.file("cr", "one\r\rthree\r")), expected);
  EXPECT_EQ(read_lines(directory.file("mixed", "one\r\n\nthree\r")), expected);
  EXPECT_EQ(read_lines(directory.file("mark", "\xEF\xBB\xBFone\n\nthree")), expected);
  EXPECT_EQ(read_lines(directory.gzip("gzip", "one\n\nthree\n")), expected);
  EXPECT_EQ(read_lines(directory.file("empty", "")), Lines());
}

TEST(LineReader, ReadsLinesAcrossItsBuffer) {
  const test::Directory directory;
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    // Line ends fall on every position around multiples of the buffer, and one line is larger than it.
    Lines expected;
    for (std::size_t i = 0; i < 30; ++i) expected.emplace_back((std::size_t{1} << 17) - 1 + i % 3, 'a');
    expected.emplace_back(std::size_t{5} << 19, 'b');
    for (std::size_t i = 0; i < 3000; ++i) expected.emplace_back(i, 'c');
    std::string text;
    for (const auto& line : expected) text += line + end;
    EXPECT_EQ(read_lines(directory.file("plain", text)), expected);
    EXPECT_EQ(read_lines(directory.gzip("gzip", text)), expected);
  }
}

TEST(LineReader, RefusesWhatIsNoText) {
  const test::Directory directory;
  const auto message = [&](const std::filesystem::path& path) {
    return test::error_of<DataError>([&] { read_lines(path); });
  };
  test::expect_in("no such file", message(directory.path() / "absent"));
  test::expect_in("directory", message(directory.path()));
  test::expect_in("binary", message(directory.file("binary", std::string("a\0b", 3))));

  std::string text;
  for (int i = 0; i < 100000; ++i) text += std::to_string(i * 7919 % 1000003) + "\n";
  const auto whole = directory.gzip("whole.gz", text);
  EXPECT_EQ(read_lines(whole).size(), 100000);
  std::filesystem::resize_file(whole, std::filesystem::file_size(whole) / 2);
  const auto truncated = message(whole);
  test::expect_in("truncated gzip", truncated);
  test::expect_in("whole.gz", truncated);
  std::filesystem::resize_file(whole, 15);
  test::expect_in("truncated gzip", message(whole));
}

TEST(LineReader, RefusesNulBytesFarIntoAFile) {
  const test::Directory directory;
  std::string text;
  for (int i = 0; i < 400000; ++i) text += "a line\n";
  text += std::string("b\0\n", 3);
  test::expect_error<DataError>([&] { read_lines(directory.file("nul", text)); }, "binary content");
}

TEST(LineReader, TakesNothingButUtf8UnlessToldOtherwise) {
  const test::Directory directory;
  const auto path = directory.file("latin1", "plain\ncaf\xE9\nM\xC3\xBCller\n");
  test::expect_error<DataError>([&] { read_lines(path); }, "line 2: not UTF-8");
  EXPECT_EQ(read_lines(directory.file("utf8", "M\xC3\xBCller\n")), Lines({"M\xC3\xBCller"}));

  LineReader reader(path, LineReader::Encoding::any);
  std::string_view line;
  ASSERT_TRUE(reader.next(line) && reader.next(line));
  EXPECT_EQ(line, "caf\xE9");
  test::expect_error<DataError>([&] { reader.require_utf8(line); }, "line 2");
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line, "M\xC3\xBCller");
}

TEST(LineReader, StopsAGzipThatExpandsBeyondItsLimit) {
  const test::Directory directory;
  const std::string zeros(std::size_t{100} << 20, '0');
  // zlib's fastest level expands 200 times at most, so the bomb is made by the strongest.
  const auto path = directory.path() / "bomb.gz";
  gzFile file = gzopen(path.c_str(), "wb9");
  gzwrite(file, zeros.data(), static_cast<unsigned>(zeros.size()));
  gzclose(file);
  test::expect_error<DataError>([&] { read_lines(path); }, "expands more than 500 times");
  // A plain file of the same text is one long line.
  EXPECT_EQ(read_lines(directory.file("plain", zeros)).size(), 1);
}

}  // namespace
}  // namespace lampyris::io
