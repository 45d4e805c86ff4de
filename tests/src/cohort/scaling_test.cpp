// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/scaling.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

/// Two genes: from 2 to 6 with mean 3 and sd 2; constant 5.
GeneStatistics statistics() {
  return {{2, 5}, {6, 5}, {3, 5}, {2, 0}};
}

std::vector<float> scaled(const Scaling& scaling, std::vector<float> values, std::size_t* clamped = nullptr) {
  const std::size_t count = scaling.apply({values.data(), values.size() / 2, 2});
  if (clamped != nullptr) *clamped = count;
  return values;
}

TEST(Scaling, PutsMinmaxBetweenZeroAndOne) {
  std::size_t clamped = 0;
  const auto values = scaled(make_scaling(ScalingMethod::minmax, statistics()),
                             {2, 5, 6, 5, 3, 9, missing, missing, 10, 5, 0, 5}, &clamped);
  EXPECT_EQ(values, (std::vector<float>{0, 0, 1, 0, 0.25F, 0, 0.25F, 0, 1, 0, 0, 0}));
  EXPECT_EQ(clamped, 2);
}

TEST(Scaling, StandardisesAndClips) {
  std::size_t clamped = 0;
  const auto values = scaled(make_scaling(ScalingMethod::zscore, statistics()),
                             {3, 5, 7, 6, missing, missing, 100, 5, -100, 5}, &clamped);
  EXPECT_EQ(values, (std::vector<float>{0, 0, 2, 0, 0, 0, 20, 0, -20, 0}));
  EXPECT_EQ(clamped, 2);
}

TEST(Scaling, LeavesValuesAloneButForMissingOnes) {
  EXPECT_EQ(scaled(make_scaling(ScalingMethod::none, statistics()), {2, 5, missing, missing, 1e9F, -1}),
            (std::vector<float>{2, 5, 3, 5, 1e9F, -1}));
}

TEST(Scaling, AppliesToASliceOfGenes) {
  GeneStatistics statistics = {{0, 0, 10}, {1, 2, 20}, {0.5, 1, 15}, {1, 1, 1}};
  std::vector<float> values = {1, 15, 2, 20};
  make_scaling(ScalingMethod::minmax, statistics).apply({values.data(), 2, 2}, 1);
  EXPECT_EQ(values, (std::vector<float>{0.5F, 0.5F, 1, 1}));
}

TEST(Scaling, RefusesAnotherName) {
  EXPECT_THROW((void)value_of<ScalingMethod>("rank", "cohort.scale"), UsageError);
}

}  // namespace
}  // namespace lampyris
