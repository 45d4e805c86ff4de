// SPDX-License-Identifier: Apache-2.0
#include "io/text/table_difference.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "io/files/sha256.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

class TableDifference : public testing::Test {
 protected:
  std::string difference(const std::string& name, const std::string& then, const std::string& now) const {
    const auto known = directory.path() / ("then_" + name);
    const auto made = directory.path() / name;
    std::ofstream(known) << then;
    std::ofstream(made) << now;
    return difference_of({known, sha256_of(known)}, made, {"seconds"}).value_or("equal");
  }
  test::Directory directory;
};

TEST_F(TableDifference, NamesLineAndColumn) {
  EXPECT_EQ(difference("a.tsv", "gene\tp\nA\t1\nB\t2\n", "gene\tp\nA\t1\nB\t3\n"),
            "line 3, column p: 2, then 3");
}

TEST_F(TableDifference, LooksPastColumnsOfTime) {
  EXPECT_EQ(difference("a.tsv", "epoch\tseconds\n1\t0.5\n", "epoch\tseconds\n1\t0.7\n"), "equal");
}

TEST_F(TableDifference, SeesALineAndACellTooMuch) {
  EXPECT_EQ(difference("a.tsv", "gene\tp\nA\t1\n", "gene\tp\n"), "line 2: only one of them has it");
  EXPECT_EQ(difference("a.gmt", "set\td\tA\n", "set\td\tA\tB\n"), "line 1: 3 cells, then 4");
}

TEST_F(TableDifference, NamesAByte) {
  EXPECT_EQ(difference("a.h5", "abc", "abd"), "byte 2");
  EXPECT_EQ(difference("a.h5", "abc", "ab"), "byte 2");
}

TEST_F(TableDifference, SaysWhatWasNotMade) {
  const auto known = directory.path() / "known";
  std::ofstream(known) << "x";
  EXPECT_EQ(difference_of({known, sha256_of(known)}, directory.path() / "none.tsv", {}), "it was not made");
}

}  // namespace
}  // namespace lampyris::io
