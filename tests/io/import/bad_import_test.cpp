// SPDX-License-Identifier: Apache-2.0
// Every input that cannot be used: the same line on every rank, and nothing left behind.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "io/cohort/cohort_file.hpp"
#include "io/import/import.hpp"
#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

class BadImport : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& name, const std::string& content) {
    const auto path = directory_ / name;
    ranks_.barrier();  // nobody reads an older file of this name any more
    if (ranks_.rank() == 0) test::write_file(path, content);
    ranks_.barrier();
    return path;
  }
  /// The message of a DataError that is the same on every rank.
  std::string message(const ImportRequest& request) {
    NoProgress progress;
    const auto out = directory_ / "out.h5";
    auto text = test::error_of<DataError>([&] { import_cohort(request, out, ranks_, progress); });
    std::string first = text;
    ranks_.broadcast(first);
    EXPECT_EQ(text, first);
    ranks_.barrier();
    EXPECT_FALSE(std::filesystem::exists(out));
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      EXPECT_NE(entry.path().extension(), ".partial") << entry.path();
    }
    ranks_.barrier();  // before the next file is begun
    return text;
  }
  std::string message_of(const std::string& content) { return message({.inputs = {file("m.tsv", content)}}); }

  mpi::Communicator ranks_ = mpi::Communicator::world();
  test::SharedDirectory directory_{ranks_};
};

using test::expect_in;

TEST_F(BadImport, Files) {
  expect_in("absent.tsv: no such file", message({.inputs = {directory_ / "absent.tsv"}}));
  for (const auto* format : {"auto", "cohort", "h5ad", "mtx", "gct", "text"}) {
    expect_in("absent.x: no such file", message({.inputs = {directory_ / "absent.x"}, .format = format}));
  }
  expect_in("directory", message({.inputs = {directory_.path()}}));
  expect_in("m.tsv: empty", message_of(std::string()));
  expect_in("m.tsv: empty", message_of("\n\n"));
  expect_in("m.tsv: a header without rows", message_of("gene\ts1\n"));
  expect_in("binary", message_of(std::string("gene\ts1\nA\t\0\n", 13)));
  expect_in("no tab, comma or semicolon", message_of("gene\nA\n"));
  const auto input = file("m.tsv", "gene\ts1\nA\t1\n");
  expect_in("absent.tsv: no such file",
            message({.inputs = {input}, .annotation = directory_ / "absent.tsv"}));
  expect_in("absent.tsv: no such file", message({.inputs = {input}, .ids = directory_ / "absent.tsv"}));
  expect_in("not an HDF5 file", message({.inputs = {file("cut.h5", "\x89HDF\r\n\x1a\nrest")}}));
}

TEST_F(BadImport, TruncatedGzip) {
  if (ranks_.rank() == 0) {
    std::string text = "gene\ts1\n";
    for (std::size_t i = 0; i < 100000; ++i) text += fmt::format("G{}\t{}\n", i, i * 7919 % 1000003);
    test::write_gzip(directory_ / "m.tsv.gz", text);
    std::filesystem::resize_file(directory_ / "m.tsv.gz",
                                 std::filesystem::file_size(directory_ / "m.tsv.gz") * 9 / 10);
  }
  ranks_.barrier();
  expect_in("truncated gzip", message({.inputs = {directory_ / "m.tsv.gz"}}));
}

TEST_F(BadImport, CellsInEitherOrientation) {
  for (const std::string corner : {"gene", "sample"}) {
    const auto body = [&](const std::string& rows) { return message_of(corner + "\tc1\tc2\n" + rows); };
    expect_in("m.tsv line 3: 4 cells; the header makes it 3", body("r1\t1\t2\nr2\t1\t2\t3\n"));
    expect_in("m.tsv line 3: 1 cells; the header makes it 3", body("r1\t1\t2\nr2\n"));
    expect_in("m.tsv line 3 column 3 (\"c2\"): \"high\" must be a number", body("r1\t1\t2\nr2\t1\thigh\n"));
    expect_in("m.tsv line 2 column 2 (\"c1\"): \"inf\" must be a finite number", body("r1\tinf\t2\n"));
  }
}

TEST_F(BadImport, TheLowestLineWins) {
  // Errors in many blocks, so that every rank meets several.
  for (const std::string corner : {"gene", "sample"}) {
    std::string text = corner + "\tc1\n";
    for (std::size_t i = 0; i < 3000; ++i)
      text += fmt::format("r{}\t{}\n", i, i > 100 && i % 60 == 0 ? "bad" : "1");
    expect_in("m.tsv line 122 column", message_of(text));
    // Ids are read before values; those of samples must differ.
    for (std::size_t i = 0; i < 3; ++i) text += "r5\t1\n";
    expect_in(corner == "gene" ? "m.tsv line 122 column" : "m.tsv line 3002: sample \"r5\"",
              message_of(text));
  }
}

TEST_F(BadImport, Samples) {
  expect_in("m.tsv line 1: sample \"s1\" stands twice", message_of("gene\ts1\ts2\ts1\nA\t1\t2\t3\n"));
  expect_in("m.tsv line 1: a column without a sample id", message_of("gene\ts1\t\nA\t1\t2\n"));
  expect_in("m.tsv line 4: sample \"s1\" stands already in line 2",
            message_of("sample\tA\ns1\t1\ns2\t1\ns1\t2\n"));
  expect_in("m.tsv line 2: no sample id", message_of("sample\tA\n\t1\n"));
  const auto input = file("m.tsv", "gene\ts1\nA\t1\n");
  expect_in("a.tsv: none of its 1 samples",
            message({.inputs = {input}, .annotation = file("a.tsv", "id\torgan\nx\tlung\n")}));
  expect_in("a.tsv line 3: 1 cells; the header has 2",
            message({.inputs = {input}, .annotation = file("a.tsv", "id\torgan\ns1\tlung\ns2\n")}));
}

TEST_F(BadImport, Genes) {
  expect_in("m.tsv line 3: gene \"B\" has no value", message_of("gene\ts1\ts2\nA\t1\t2\nB\tNA\t\nC\t1\t1\n"));
  expect_in("m.tsv line 1: gene \"B\" has no value", message_of("sample\tA\tB\ns1\t1\tNA\ns2\t1\tNA\n"));
  expect_in("no row has a gene id", message_of("gene\ts1\n\t1\n"));
  const auto map = file("ids.tsv", "id\tsymbol\nx\tX\n");
  expect_in("the id map has a gene for none of the 1 ids",
            message({.inputs = {file("m.tsv", "gene\ts1\nA\t1\n")}, .ids = map}));
  for (const std::string content : {"gene\ts1\nA\t1\nB\t1\nA\t2\n", "sample\tA\tB\tA\ns1\t1\t2\t3\n"}) {
    const auto input = file("m.tsv", content);
    expect_in("gene \"A\" stands", message({.inputs = {input}, .collapse = "error"}));
  }
}

TEST_F(BadImport, FullDisk) {
  // A limit on the size of files fails a write as a full disk does.
  std::string text = "gene";
  for (std::size_t i = 0; i < 500; ++i) text += fmt::format("\ts{}", i);
  for (std::size_t g = 0; g < 1500; ++g) {
    text += fmt::format("\nG{}", g);
    for (std::size_t i = 0; i < 500; ++i) text += "\t1";
  }
  const auto input = file("m.tsv", text + "\n");
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = rlim_t{1} << 20;
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto text_of_error = message({.inputs = {input}});
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  expect_in("out.h5", text_of_error);
}

TEST_F(BadImport, NamesThatNoTableCanHold) {
  expect_in("m.tsv: gene \"" + std::string(60, 'A') + "…\" is 40000 bytes long; must be at most 1000",
            message_of("gene\ts1\n" + std::string(40'000, 'A') + "\t1\n"));
  expect_in("m.tsv: sample \"s\\x071\" has a control character", message_of("gene\ts\a1\nA\t1\n"));
  {
    CohortWriter writer(directory_ / "cohort.h5", {{"a\nb"}, {"A"}, {}}, "made by a test", ranks_);
    if (ranks_.rank() == 0) writer.write(Matrix<float>(1, 1).view(), 0, 0);
    writer.finish();
  }
  expect_in("cohort.h5: sample \"a\\x0ab\" has a control character",
            message({.inputs = {directory_ / "cohort.h5"}}));
  expect_in("m.tsv: gene \"=1+1\" is a formula to a spreadsheet", message_of("gene\ts1\n=1+1\t1\n"));
  expect_in("sample \"@x\" is a formula", message_of("gene\t@x\nA\t1\n"));
}

TEST_F(BadImport, Settings) {
  NoProgress progress;
  const auto input = file("m.tsv", "gene\ts1\nA\t1\n");
  test::expect_error<UsageError>(
      [&] {
        import_cohort({.inputs = {input}, .collapse = "max_mean"}, directory_ / "out.h5", ranks_, progress);
      },
      "must be one of max-mean");
  import_cohort({.inputs = {input}}, directory_ / "cohort.h5", ranks_, progress);
  const auto ids = file("ids.tsv", "id\tsymbol\nA\tX\n");
  test::expect_error<UsageError>(
      [&] {
        import_cohort({.inputs = {directory_ / "cohort.h5"}, .ids = ids}, directory_ / "out.h5", ranks_,
                      progress);
      },
      "a cohort already");
  test::expect_error<DataError>(
      [&] { import_cohort({.inputs = {input}}, directory_ / "absent" / "out.h5", ranks_, progress); },
      "cannot write");
}

}  // namespace
}  // namespace lampyris::io
