// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "src/linalg/gemm.hpp"
#include "src/planning/exchange_costs.hpp"
#include "src/planning/rehearsal.hpp"

namespace lampyris {
namespace {

constexpr Links links{1e9, 1e-5, 2e9};
constexpr double bytes = 8 << 20;

TEST(ExchangeCosts, OneSampleGroupExchangesNothing) {
  EXPECT_EQ(exchange_seconds(bytes, {1, 4, 1, 4}, links), 0);
}

TEST(ExchangeCosts, GroupsOfOneNodeExchangeThroughItsMemory) {
  EXPECT_DOUBLE_EQ(exchange_seconds(bytes, {1, 4, 2, 2}, links), bytes / 2e9);
  EXPECT_DOUBLE_EQ(exchange_seconds(bytes, {1, 4, 4, 1}, links), 1.5 * bytes / 2e9);
}

TEST(ExchangeCosts, RanksOfANodeShareItsLink) {
  // 8 MiB go in eight pieces; a ring of two sends each once, in two messages.
  EXPECT_DOUBLE_EQ(exchange_seconds(bytes, {2, 1, 2, 1}, links), bytes / 1e9 + 2 * 8 * 1e-5);
  EXPECT_DOUBLE_EQ(exchange_seconds(bytes, {2, 4, 2, 4}, links), 4 * bytes / 1e9 + 2 * 8 * 1e-5);
}

TEST(ExchangeCosts, GroupsInsideAndBetweenNodesAddUp) {
  EXPECT_DOUBLE_EQ(
      exchange_seconds(bytes, {2, 4, 4, 2}, links),
      exchange_seconds(bytes, {1, 4, 2, 2}, links) + exchange_seconds(bytes, {2, 4, 2, 4}, links));
}

// 30 of 90 genes of a gene group of three.
Rehearsal small_rehearsal(Precision precision) {
  Rehearsal rehearsal;
  rehearsal.part.architecture.genes = 90;
  rehearsal.part.architecture.widths = {12, 8, 6};
  rehearsal.part.genes = 30;
  rehearsal.part.rows = 20;
  rehearsal.part.gene_groups = 3;
  rehearsal.part.precision = precision;
  rehearsal.batch = 16;
  rehearsal.ranks = 2;
  return rehearsal;
}

class Rehearsed : public testing::TestWithParam<Precision> {};

TEST_P(Rehearsed, MeasuresStepAndEvaluation) {
  if (GetParam() == Precision::bf16 && !cpu_multiplies_bfloat16()) GTEST_SKIP() << "no AVX-512 here";
  const auto costs = rehearse(small_rehearsal(GetParam()));
  EXPECT_GT(costs.step, 0);
  EXPECT_GT(costs.evaluation, 0);
  EXPECT_TRUE(std::isfinite(costs.step + costs.evaluation));
}

INSTANTIATE_TEST_SUITE_P(Precisions, Rehearsed, testing::Values(Precision::f32, Precision::bf16));

TEST(Rehearse, FailsWhenARankFails) {
  auto rehearsal = small_rehearsal(Precision::f32);
  rehearsal.part.rows = rehearsal.batch - 1;
  EXPECT_THROW((void)rehearse(rehearsal), std::logic_error);
}

}  // namespace
}  // namespace lampyris
