// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/recovery.hpp"

#include <gtest/gtest.h>

namespace lampyris {
namespace {

TEST(Recovery, BestNodeOfEachProgram) {
  const std::vector<Program> programs{{"one", {0, 1, 2, 3}}, {"two", {4, 5}}, {"none", {8, 9}}};
  Matrix<float> scores(3, 10);
  // Node 0: top four 0, 1, 2, 7; node 1: 0, 1, 2, 3 by |score|; node 2: 4, 6, 5.
  for (const std::size_t g : {0U, 1U, 2U, 7U}) scores(0, g) = 1;
  for (const std::size_t g : {0U, 1U, 2U, 3U}) scores(1, g) = -2;
  scores(2, 4) = 3;
  scores(2, 6) = 2;
  scores(2, 5) = 1;
  Recovery recovery(programs, 10, 3);
  recovery.add(0, std::as_const(scores).view().middle_rows(0, 1));
  recovery.add(1, std::as_const(scores).view().middle_rows(1, 2));
  const auto best = recovery.finish(SingleWorld());
  ASSERT_EQ(best.size(), 3U);
  EXPECT_EQ(best[0].unit, 1U);
  EXPECT_DOUBLE_EQ(best[0].jaccard, 1);
  EXPECT_TRUE(best[0].found());
  EXPECT_EQ(best[1].unit, 2U);
  EXPECT_DOUBLE_EQ(best[1].jaccard, 1.0 / 3);
  EXPECT_FALSE(best[1].found());
  EXPECT_DOUBLE_EQ(best[2].jaccard, 0);
}

TEST(Recovery, HalfIsFound) {
  // Four of six genes common: 4 / 8.
  const std::vector<Program> programs{{"p", {0, 1, 2, 3, 4, 5}}};
  Matrix<float> scores(2, 9);
  for (std::size_t n = 0; n < 2; ++n) {
    for (const std::size_t g : {0U, 1U, 2U, 3U, 7U, 8U}) scores(n, g) = 1;
  }
  Recovery recovery(programs, 9, 2);
  recovery.add(0, scores.view());
  const auto best = recovery.finish(SingleWorld());
  EXPECT_DOUBLE_EQ(best[0].jaccard, 0.5);
  EXPECT_TRUE(best[0].found());
  EXPECT_EQ(best[0].unit, 0U) << "the first of equals";
}

}  // namespace
}  // namespace lampyris
