// SPDX-License-Identifier: Apache-2.0
#include "src/planning/cost_model.hpp"

#include <gtest/gtest.h>

namespace lampyris {
namespace {

TEST(CostModel, AnEpochIsItsStepsAndItsEvaluation) {
  // A step of 10 ms is twice as long and exchanges for 5 ms: 25 ms. 1000 samples are 100 batches of 10: 2.5
  // s. 90 held-out samples are evaluated 40 at once, three times 0.1 s.
  const auto costs = epoch_costs({0.01, 0.1}, {1000, 10, 90, 40}, 0.005, 2);
  EXPECT_DOUBLE_EQ(costs.step, 0.025);
  EXPECT_DOUBLE_EQ(costs.evaluation, 0.1 * 3);
  EXPECT_DOUBLE_EQ(costs.epoch, 2.5 + 0.1 * 3);
  EXPECT_DOUBLE_EQ(costs.samples_per_second, 400);
}

TEST(CostModel, ALastBatchCostsItsShareAndASmallCohortOneStep) {
  EXPECT_DOUBLE_EQ(epoch_costs({1, 0}, {25, 10, 0, 40}, 0, 1).epoch, 2.5);
  EXPECT_DOUBLE_EQ(epoch_costs({1, 0}, {3, 10, 0, 40}, 0, 1).epoch, 1);
  EXPECT_DOUBLE_EQ(epoch_costs({1, 7}, {3, 10, 0, 40}, 0, 1).evaluation, 0) << "nothing is held out";
}

TEST(CostModel, FactorsOfAStepMultiply) {
  EXPECT_DOUBLE_EQ(step_factor({}), 1);
  EXPECT_DOUBLE_EQ(step_factor({.streams = true}), 1.2);
  EXPECT_DOUBLE_EQ(step_factor({.streams = true, .reproducible = true}), 1.2 * 1.27);
  EXPECT_DOUBLE_EQ(step_factor({.scalapack = true}), 2);
}

TEST(CostModel, RanksTakeNineTenthsOfWhatIsThere) {
  EXPECT_EQ(ranks_that_fit(10, 100, 4), 4);
  EXPECT_EQ(ranks_that_fit(30, 100, 4), 3);  // 3 · 30 = 0.9 · 100
  EXPECT_EQ(ranks_that_fit(31, 100, 4), 2);
  EXPECT_EQ(ranks_that_fit(91, 100, 4), 0);
}

// 1000 training samples × 50 genes in float: 200,000 bytes that streaming saves, less two batches of 20 rows.
MemoryQuestion question() {
  MemoryQuestion part;
  part.architecture.genes = 50;
  part.architecture.widths = {4};
  part.genes = 50;
  part.training = 1000;
  part.rows = 20;
  return part;
}

TEST(CostModel, SamplesThatDoNotFitAreStreamed) {
  const double all = total_bytes(memory_plan(question()));
  const auto fits = fit_memory(question(), all);
  EXPECT_FALSE(fits.streams());
  EXPECT_FALSE(fits.fails());
  EXPECT_EQ(fits.bytes, all);
  EXPECT_DOUBLE_EQ(fits.resident - fits.least, 1000 * 50 * 4 - 2 * 20 * 50 * 4);

  const auto streamed = fit_memory(question(), all - 1);
  EXPECT_TRUE(streamed.streams());
  EXPECT_FALSE(streamed.fails());
  EXPECT_EQ(streamed.bytes, streamed.least);
  EXPECT_EQ(total_bytes(streamed.items), streamed.least);
  EXPECT_TRUE(fit_memory(question(), streamed.least - 1).fails());
}

}  // namespace
}  // namespace lampyris
