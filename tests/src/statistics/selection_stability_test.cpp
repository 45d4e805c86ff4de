// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/selection_stability.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace lampyris {
namespace {

using Selections = std::vector<std::vector<std::size_t>>;

// Equations 4 and 7 of Nogueira et al. in NumPy, on the matrix of zeros and ones.
TEST(SelectionStability, AsTheFormulae) {
  const Selections selections{{0, 1, 2, 5}, {0, 1, 3, 5}, {0, 2, 5}, {0, 1, 2, 4, 5}};
  const auto stability = selection_stability(selections, 20);
  EXPECT_NEAR(stability.index, 0.6875, 1e-14);
  EXPECT_NEAR(stability.low, 0.5718635989658836, 1e-13);
  EXPECT_NEAR(stability.high, 0.8031364010341167, 1e-13);
}

TEST(SelectionStability, OneWhenAllAgreeAndBelowWhereTheyDoNot) {
  const auto same = selection_stability(Selections{{3, 1}, {1, 3}, {1, 3}}, 10);
  EXPECT_DOUBLE_EQ(same.index, 1);
  EXPECT_DOUBLE_EQ(same.low, 1);
  EXPECT_LT(selection_stability(Selections{{0, 1}, {2, 3}}, 10).index, 0);
}

TEST(SelectionStability, NoNumberWhereThereIsNoChoice) {
  EXPECT_TRUE(std::isnan(selection_stability(Selections{{0}}, 10).index));
  EXPECT_TRUE(std::isnan(selection_stability(Selections{{0, 1}, {1, 0}}, 2).index));
  EXPECT_TRUE(std::isnan(selection_stability(Selections{{}, {}}, 2).index));
}

}  // namespace
}  // namespace lampyris
