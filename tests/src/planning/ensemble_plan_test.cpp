// SPDX-License-Identifier: Apache-2.0
#include "src/planning/ensemble_plan.hpp"

#include <gtest/gtest.h>

namespace lampyris {
namespace {

TEST(EnsemblePlan, AsManyMembersAtOnceAsRanksAndMemoryAllow) {
  EXPECT_EQ(members_at_once(10, 4, 1e9, 0), 4U) << "nothing is known of the memory";
  EXPECT_EQ(members_at_once(3, 8, 1e9, 0), 3U);
  EXPECT_EQ(members_at_once(10, 4, 1e9, 2e9), 4U) << "two copies of the cohort on one rank";
  EXPECT_EQ(members_at_once(10, 4, 1e9, 1.9e9), 2U);
  EXPECT_EQ(members_at_once(10, 4, 1e9, 0.1e9), 1U);
  EXPECT_EQ(members_at_once(0, 4, 1e9, 0), 1U);
}

TEST(EnsemblePlan, MembersSideBySideTakeTheTimeOfTheirRounds) {
  const auto costs = ensemble_costs(9, 2, 10, 1e9);
  EXPECT_EQ(costs.seconds, 5 * 2 * 10) << "five rounds, each twice as long with half of the ranks";
  EXPECT_EQ(costs.bytes, 2e9);
  EXPECT_EQ(ensemble_costs(9, 1, 10, 1e9).seconds, 90);
}

}  // namespace
}  // namespace lampyris
