// SPDX-License-Identifier: Apache-2.0
#include "io/cohort/gene_lengths.hpp"

#include <gtest/gtest.h>

#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

TEST(GeneLengths, AreReadByTheirColumn) {
  const test::Directory directory;
  const auto lengths = read_gene_lengths(
      directory.file("l.tsv", "gene\tstart\tLength\nA\t1\t1000\nB\t2\t2.5e3\nA\t9\t1000\n"));
  EXPECT_EQ(lengths.size(), 2);
  EXPECT_EQ(lengths.at("B"), 2500);
  EXPECT_EQ(read_gene_lengths(directory.file("two.csv", "id,bp\nA,7\n")).at("A"), 7);
  const auto message = [&](std::string_view content) {
    return test::error_of<DataError>([&] { (void)read_gene_lengths(directory.file("l.tsv", content)); });
  };
  test::expect_in("l.tsv line 2: \"0\" must be a length, above 0", message("gene\tlength\nA\t0\n"));
  test::expect_in("l.tsv line 2: \"x\" must be", message("gene\tlength\nA\tx\n"));
  test::expect_in("l.tsv line 3: gene \"A\" has another length above", message("gene\tlength\nA\t1\nA\t2\n"));
  test::expect_in("one column", message("gene\nA\n"));
}

}  // namespace
}  // namespace lampyris::io
