#include "io/formats/line_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/io/formats/text_files.hpp"

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

}  // namespace
}  // namespace lampyris::io
