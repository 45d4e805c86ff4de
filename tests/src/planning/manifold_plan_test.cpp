// SPDX-License-Identifier: Apache-2.0
#include "src/planning/manifold_plan.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace lampyris {
namespace {

ManifoldQuestion question(std::size_t training, std::size_t validation) {
  ManifoldQuestion asked;
  asked.training = training;
  asked.validation = validation;
  asked.validation_groups = validation;
  asked.genes = 20000;
  asked.ranks = 2;
  asked.codes = {64};
  return asked;
}

TEST(ManifoldPlan, ShapesAreThoseOfTheFit) {
  const auto large = manifold_shape(question(20000, 3000));
  EXPECT_EQ(large.fitted, 23000U);
  EXPECT_EQ(large.mine, 11500U);
  EXPECT_EQ(large.rank, 256U);
  EXPECT_EQ(large.searched, 1152U);
  EXPECT_EQ(large.landmarks, 2048U);

  const auto small = manifold_shape(question(601, 100));
  EXPECT_EQ(small.mine, 351U);
  EXPECT_EQ(small.rank, 700U);
  EXPECT_EQ(small.searched, 0U);
  EXPECT_EQ(small.landmarks, 701U);

  auto unfitted = question(601, 100);
  unfitted.refits = false;
  EXPECT_EQ(manifold_shape(unfitted).fitted, 601U);
}

TEST(ManifoldPlan, MemoryIsThatOfSamplesAndMatrices) {
  // The samples of a rank; beyond them what does not grow with the samples, and scores.
  const double once = total_bytes(manifold_memory(question(20000, 3000)));
  const double twice = total_bytes(manifold_memory(question(43000, 3000)));
  const double samples = 11500.0 * 20000 * 4;
  EXPECT_GT(once, samples + 200e6);
  EXPECT_LT(once, samples + 1e9);
  EXPECT_NEAR(twice - once, samples, 0.1 * samples);
}

TEST(ManifoldPlan, WorkIsLinearInSamplesAndSharedByRanks) {
  const auto once = manifold_work(question(20000, 3000));
  const auto twice = manifold_work(question(40000, 6000));
  EXPECT_NEAR(twice.evaluations / once.evaluations, 2, 0.01);
  EXPECT_GT(twice.products, 1.7 * once.products);
  EXPECT_LE(twice.products, 2 * once.products);
  EXPECT_DOUBLE_EQ(twice.summed, once.summed) << "normal equations do not grow with the samples";

  auto shared = question(20000, 3000);
  shared.ranks = 4;
  EXPECT_NEAR(manifold_work(shared).evaluations / once.evaluations, 0.5, 0.01);
  EXPECT_LT(manifold_work(shared).factors, once.factors);
}

TEST(ManifoldPlan, EverySizeOfTheCodeIsTried) {
  auto both = question(600, 100);
  both.refits = false;
  auto other = both;
  other.codes = {32};
  const double one = manifold_work(both).evaluations;
  both.codes = {32, 64};
  EXPECT_DOUBLE_EQ(manifold_work(both).evaluations, one + manifold_work(other).evaluations);
}

TEST(ManifoldPlan, FoldsOfFewSamplesAreSharedByRanks) {
  auto few = question(50, 10);
  few.codes = {8};
  const double two = manifold_work(few).factors;
  few.ranks = 10;
  EXPECT_GT(two, 3 * manifold_work(few).factors);
}

TEST(ManifoldPlan, SecondsAddUp) {
  const ManifoldWork work{100, 2000, 300, 7};
  EXPECT_DOUBLE_EQ(seconds_of(work, {0.5, 1000, 100}), 50 + 2 + 3);
}

TEST(ManifoldPlan, RatesAreMeasured) {
  const auto rates = rehearse_manifold({300, 150, 8, 100, 0, 300}, 2, 1);
  for (const double rate : {rates.evaluation, rates.product, rates.factor}) {
    EXPECT_GT(rate, 0);
    EXPECT_TRUE(std::isfinite(rate));
  }
}

}  // namespace
}  // namespace lampyris
