#include "src/training/resident_batches.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

namespace lampyris {
namespace {

/// One gene, whose value is the index of the sample.
Matrix<float> numbered(Slice held) {
  Matrix<float> values(held.count, 1);
  std::iota(values.data(), values.data() + held.count, static_cast<float>(held.offset));
  return values;
}

std::vector<float> members(ResidentBatches<float>& source, std::size_t step) {
  const Batch batch = source.batch(step);
  const auto values = std::get<MatrixView<const float>>(batch.values);
  EXPECT_EQ(values.rows(), batch.members.size());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    EXPECT_EQ(values(i, 0), static_cast<float>(batch.members[i]));
  }
  return {values.data(), values.data() + values.rows()};
}

std::vector<std::uint32_t> order_of(std::size_t samples, std::uint64_t seed, std::size_t epoch) {
  std::vector<std::uint32_t> order;
  epoch_order({samples, 8, seed}, epoch, order);
  return order;
}

TEST(EpochOrder, IsAPermutationThatSeedAndEpochDecide) {
  for (const std::size_t samples : {1U, 23U, 64U, 65U, 1000U}) {
    auto order = order_of(samples, 1, 3);
    EXPECT_EQ(order, order_of(samples, 1, 3));
    if (samples > 20) {
      EXPECT_NE(order, order_of(samples, 2, 3));
      EXPECT_NE(order, order_of(samples, 1, 4));
      EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
    }
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < samples; ++i) ASSERT_EQ(order[i], i);
  }
}

TEST(EpochOrder, EveryRunOfStrataHasOneOfEach) {
  const std::size_t samples = strata * 10;
  const auto order = order_of(samples, 5, 0);
  for (std::size_t first = 0; first < samples; first += strata) {
    std::set<std::uint32_t> seen;
    for (std::size_t i = first; i < first + strata; ++i) seen.insert(order[i] / 10);
    EXPECT_EQ(seen.size(), strata);
  }
  // Any sample can be the first one: strata take turns in random order.
  std::set<std::uint32_t> first;
  for (std::size_t epoch = 0; epoch < 200; ++epoch) first.insert(order_of(samples, 5, epoch)[0] / 10);
  EXPECT_GT(first.size(), strata / 2);
}

TEST(SamplesOfGroup, CoverAllAndAreWholeStrata) {
  for (const std::size_t samples : {0U, 5U, 64U, 100U, 1003U}) {
    for (const std::size_t groups : {1U, 2U, 3U, 8U, 65U}) {
      std::size_t next = 0;
      for (std::size_t g = 0; g < groups; ++g) {
        const Slice mine = samples_of_group(samples, groups, g);
        if (mine.count > 0) {
          EXPECT_EQ(mine.offset, next);
        }
        next += mine.count;
      }
      EXPECT_EQ(next, samples);
    }
  }
}

TEST(MostMembers, IsABound) {
  for (const std::size_t samples : {11U, 64U, 300U, 640U}) {
    for (const std::size_t batch : {1U, 5U, 32U, 64U, 128U, 200U}) {
      for (const std::size_t groups : {1U, 2U, 3U, 7U, 65U}) {
        const BatchPlan plan{samples, batch, 9};
        std::vector<std::uint32_t> order;
        epoch_order(plan, 1, order);
        for (std::size_t g = 0; g < groups; ++g) {
          const Slice mine = samples_of_group(samples, groups, g);
          std::size_t most = 0;
          for (std::size_t step = 0; step < plan.steps(); ++step) {
            const Slice places = plan.places(step);
            most = std::max<std::size_t>(
                most, std::count_if(order.begin() + places.offset, order.begin() + places.end(),
                                    [&](std::uint32_t sample) { return mine.contains(sample); }));
          }
          EXPECT_LE(most, most_members(plan, mine));
        }
      }
    }
  }
  EXPECT_EQ(most_members({6400, 512, 1}, samples_of_group(6400, 4, 1)), 128U) << "equal shares";
}

TEST(ResidentBatches, GiveEverySampleOnceAnEpoch) {
  constexpr std::size_t samples = 23;
  const auto values = numbered({0, samples});
  ResidentBatches<float> source(values.view(), {0, samples}, {samples, 5, 1});
  EXPECT_EQ(source.plan().steps(), 5U);
  source.begin_epoch(3, 0);
  std::vector<float> seen;
  for (std::size_t step = 0; step < 5; ++step) {
    EXPECT_EQ(source.batch(step).samples, step < 4 ? 5U : 3U);
    const auto batch = members(source, step);
    seen.insert(seen.end(), batch.begin(), batch.end());
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_TRUE(std::equal(seen.begin(), seen.end(), values.values().begin(), values.values().end()));
}

TEST(ResidentBatches, GroupsTogetherGiveTheBatch) {
  constexpr std::size_t samples = 203;
  const BatchPlan plan{samples, 16, 1};
  const auto all = numbered({0, samples});
  ResidentBatches<float> whole(all.view(), {0, samples}, plan);
  whole.begin_epoch(2, 0);
  for (const std::size_t groups : {2U, 3U, 30U, 300U}) {
    for (std::size_t step = 0; step < plan.steps(); ++step) {
      std::vector<float> together;
      for (std::size_t g = 0; g < groups; ++g) {
        const Slice held = samples_of_group(samples, groups, g);
        const auto mine = numbered(held);
        ResidentBatches<float> source(mine.view(), held, plan);
        source.begin_epoch(2, step);
        const auto part = members(source, step);
        together.insert(together.end(), part.begin(), part.end());
      }
      auto expected = members(whole, step);
      std::sort(expected.begin(), expected.end());
      std::sort(together.begin(), together.end());
      EXPECT_EQ(together, expected);
    }
  }
}

}  // namespace
}  // namespace lampyris
