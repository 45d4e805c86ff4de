// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/gene_check.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

std::string complaint(const GeneCheck& check, const std::vector<std::string>& genes) {
  try {
    check.require_usable(SingleWorld(), genes, "c.h5");
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(GeneCheck, NamesTheFirstGeneWithoutAValueAndCountsThem) {
  Matrix<float> block(2, 3);
  block(0, 0) = block(1, 0) = block(1, 2) = NAN;
  GeneCheck check(5);
  check.see(block.view(), 1);
  EXPECT_EQ(complaint(check, {"a", "b", "c", "d", "e"}),
            "c.h5: gene a has no value in any sample (3 such genes in all): leave them out");
  block(0, 0) = 0;
  check.see(block.view(), 0);
  check.see(block.view(), 2);
  EXPECT_EQ(complaint(check, {"a", "b", "c", "d", "e"}), "");
}

TEST(GeneCheck, NamesAGeneWithAnInfiniteValue) {
  Matrix<float> block(2, 2);
  block(1, 1) = -INFINITY;
  GeneCheck check(2);
  check.see(block.view(), 0);
  EXPECT_NE(complaint(check, {"a", "b"}).find("gene b has an infinite value"), std::string::npos);
}

}  // namespace
}  // namespace lampyris
