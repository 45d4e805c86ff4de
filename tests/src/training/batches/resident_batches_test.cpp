// SPDX-License-Identifier: Apache-2.0
#include "src/training/batches/resident_batches.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace lampyris {
namespace {

/// Two genes: the index of the sample and its half. Exact in bfloat16 up to 256.
template <class Number>
Matrix<Number> numbered(Slice held) {
  Matrix<Number> values(held.count, 2);
  for (std::size_t i = 0; i < held.count; ++i) {
    values(i, 0) = from_float<Number>(static_cast<float>(held.offset + i));
    values(i, 1) = from_float<Number>(static_cast<float>(held.offset + i) / 2);
  }
  return values;
}

template <class Number>
class ResidentBatchesOf : public testing::Test {
 protected:
  // The members of a batch, after a look at what belongs to them.
  static std::vector<std::uint32_t> members(BatchSource& source, std::size_t step) {
    const Batch batch = source.batch(step);
    const auto values = std::get<MatrixView<const Number>>(batch.values);
    EXPECT_EQ(values.rows(), batch.members.size());
    EXPECT_LE(values.rows(), source.most_rows());
    for (std::size_t i = 0; i < values.rows(); ++i) {
      EXPECT_EQ(to_float(values(i, 0)), static_cast<float>(batch.members[i]));
      EXPECT_EQ(to_float(values(i, 1)), static_cast<float>(batch.members[i]) / 2);
    }
    return {batch.members.begin(), batch.members.end()};
  }
};

using Precisions = testing::Types<float, bfloat16>;
TYPED_TEST_SUITE(ResidentBatchesOf, Precisions);

TYPED_TEST(ResidentBatchesOf, AllSamplesAreTheEpochsOrder) {
  for (const std::size_t samples : {1U, 23U, 150U}) {
    const BatchPlan plan{samples, 5, 1};
    const auto values = numbered<TypeParam>({0, samples});
    ResidentBatches<TypeParam> source(values.view(), {0, samples}, plan);
    EXPECT_EQ(source.plan().steps(), plan.steps());
    for (const std::size_t epoch : {3U, 0U}) {
      source.begin_epoch(epoch, 0);
      std::vector<std::uint32_t> seen;
      for (std::size_t step = 0; step < plan.steps(); ++step) {
        EXPECT_EQ(source.batch(step).samples, plan.places(step).count);
        EXPECT_EQ(source.batch(step).epoch, epoch);
        const auto batch = this->members(source, step);
        seen.insert(seen.end(), batch.begin(), batch.end());
      }
      std::vector<std::uint32_t> order;
      epoch_order(plan, epoch, order);
      EXPECT_EQ(seen, order);
    }
  }
}

TYPED_TEST(ResidentBatchesOf, MayBeginAnywhere) {
  const BatchPlan plan{100, 7, 1};
  const auto values = numbered<TypeParam>({0, 100});
  ResidentBatches<TypeParam> source(values.view(), {0, 100}, plan);
  source.begin_epoch(1, 0);
  for (std::size_t step = 0; step < 9; ++step) static_cast<void>(source.batch(step));
  const auto expected = this->members(source, 9);
  ResidentBatches<TypeParam> again(values.view(), {0, 100}, plan);
  again.begin_epoch(7, 2);
  again.begin_epoch(1, 9);
  EXPECT_EQ(this->members(again, 9), expected) << "whatever came before";
}

TYPED_TEST(ResidentBatchesOf, GroupsTogetherGiveTheBatch) {
  for (const std::size_t samples : {5U, 23U, 150U}) {
    for (const std::size_t groups : {1U, 2U, 3U, 4U, 8U, 65U}) {
      const BatchPlan plan{samples, 6, 1};
      std::vector<std::vector<std::uint32_t>> together(plan.steps());
      for (std::size_t group = 0; group < groups; ++group) {
        const Slice held = samples_of_group(samples, groups, group);
        const auto mine = numbered<TypeParam>(held);
        ResidentBatches<TypeParam> source(mine.view(), held, plan);
        source.begin_epoch(2, 0);
        for (std::size_t step = 0; step < plan.steps(); ++step) {
          EXPECT_EQ(source.batch(step).samples, plan.places(step).count) << "of all groups";
          const auto part = this->members(source, step);
          for (const auto member : part) EXPECT_TRUE(held.contains(member));
          together[step].insert(together[step].end(), part.begin(), part.end());
        }
      }
      std::vector<std::uint32_t> order;
      epoch_order(plan, 2, order);
      for (std::size_t step = 0; step < plan.steps(); ++step) {
        const auto begin = order.begin() + static_cast<std::ptrdiff_t>(plan.places(step).offset);
        std::vector<std::uint32_t> expected(begin,
                                            begin + static_cast<std::ptrdiff_t>(plan.places(step).count));
        std::ranges::sort(expected);
        std::ranges::sort(together[step]);
        EXPECT_EQ(together[step], expected);
      }
    }
  }
}

TYPED_TEST(ResidentBatchesOf, HaveRoomForOneRowWithoutSamples) {
  // Held-out samples go through in pieces of most_rows: a group may have some and no training sample.
  const auto none = numbered<TypeParam>({0, 0});
  ResidentBatches<TypeParam> source(none.view(), {5, 0}, {5, 2, 1});
  EXPECT_EQ(source.most_rows(), 1U);
  source.begin_epoch(0, 0);
  EXPECT_EQ(this->members(source, 0).size(), 0U);
  EXPECT_EQ(source.batch(0).samples, 2U);
}

TYPED_TEST(ResidentBatchesOf, RefusesSamplesThatDoNotFitThePlan) {
  const auto values = numbered<TypeParam>({0, 10});
  const auto make = [&](Slice held, const BatchPlan& plan) {
    ResidentBatches<TypeParam>(values.view(), held, plan);
  };
  EXPECT_NO_THROW(make({5, 10}, {15, 4, 1}));
  EXPECT_THROW(make({6, 10}, {15, 4, 1}), std::logic_error);
  EXPECT_THROW(make({0, 9}, {15, 4, 1}), std::logic_error);
  EXPECT_THROW(make({0, 10}, {10, 0, 1}), std::logic_error);
}

}  // namespace
}  // namespace lampyris
