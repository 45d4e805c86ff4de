// SPDX-License-Identifier: Apache-2.0
#include "src/training/learning_signs.hpp"

#include <gtest/gtest.h>

namespace lampyris {
namespace {

std::vector<EpochReport> history_of(const std::vector<double>& losses, double r2) {
  std::vector<EpochReport> history;
  for (const double loss : losses) {
    EpochReport& epoch = history.emplace_back();
    epoch.epoch = history.size();
    epoch.loss_train = loss;
    epoch.r2_train = r2;
  }
  return history;
}

TEST(LearningSigns, ALossThatStandsStill) {
  const std::vector<double> flat{5, 1, 1, 1, 1, 1, 1, 1, 1, 0.99};
  EXPECT_TRUE(stands_still(history_of(flat, 0.04)));
  EXPECT_FALSE(stands_still(history_of({flat.begin(), flat.end() - 1}, 0.04))) << "too early to say";
  EXPECT_FALSE(stands_still(history_of(flat, 0.4))) << "it has learned, and stands still at the end";
  EXPECT_FALSE(stands_still(history_of({5, 1, 1, 1, 1, 1, 1, 1, 1, 0.97}, 0.04))) << "it falls";
  EXPECT_FALSE(stands_still({}));
}

TEST(LearningSigns, ConstantLayersAndNodesThatDoNothing) {
  const NodeRange moves{{0, 0.2F, 0.4F, 0.1F}, {0.5F, 0.5F, 0.5F, 0.5F}, {1, 0.205F, 0.409F, 0.9F}};
  const NodeRange still{{0.5F, 0.6F}, {0.5F, 0.6F}, {0.505F, 0.6F}};
  const NodeRange dead{{0, 0}, {0, 0}, {0, 0}};
  const std::vector<NodeRange> layers{moves, still, dead};
  const auto motions = layer_motions(layers);
  ASSERT_EQ(motions.size(), 3U);
  EXPECT_EQ(motions[0].still, 2U);
  EXPECT_FALSE(motions[0].constant);
  EXPECT_TRUE(motions[1].constant);
  EXPECT_TRUE(motions[2].constant);
  EXPECT_EQ(motions[2].nodes, 2U);
}

}  // namespace
}  // namespace lampyris
