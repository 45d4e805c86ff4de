// SPDX-License-Identifier: Apache-2.0
#include "src/training/batches/epoch_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

namespace lampyris {
namespace {

std::vector<std::uint32_t> order_of(const BatchPlan& plan, std::size_t epoch) {
  std::vector<std::uint32_t> order{7, 7, 7};  // it must overwrite
  epoch_order(plan, epoch, order);
  return order;
}

std::size_t stratum_of(std::size_t samples, std::size_t sample) {
  std::size_t s = 0;
  while (!part_of(samples, strata, s).contains(sample)) ++s;
  return s;
}

const std::vector<std::size_t> all_sizes{1, 2, 7, 63, 64, 65, 100, 127, 128, 129, 300, 1000};

TEST(BatchPlan, CutsAnEpochIntoBatches) {
  const BatchPlan plan{23, 5, 1};
  EXPECT_EQ(plan.steps(), 5U);
  EXPECT_EQ(plan.places(0), (Slice{0, 5}));
  EXPECT_EQ(plan.places(4), (Slice{20, 3}));
  EXPECT_EQ((BatchPlan{20, 5, 1}).steps(), 4U);
  EXPECT_EQ((BatchPlan{3, 5, 1}).places(0), (Slice{0, 3}));
}

TEST(EpochOrder, HasEverySampleOnce) {
  for (const std::size_t samples : all_sizes) {
    std::vector<std::uint32_t> all(samples);
    std::iota(all.begin(), all.end(), 0U);
    for (std::size_t epoch = 0; epoch < 3; ++epoch) {
      auto order = order_of({samples, 5, 1}, epoch);
      std::ranges::sort(order);
      EXPECT_EQ(order, all) << samples;
    }
  }
}

TEST(EpochOrder, DependsOnSeedAndEpochAlone) {
  const auto order = order_of({300, 5, 1}, 2);
  EXPECT_EQ(order_of({300, 64, 1}, 2), order) << "not on the batches";
  EXPECT_NE(order_of({300, 5, 2}, 2), order);
  // Numbers of one epoch must not come again in another.
  std::set<std::vector<std::uint32_t>> different;
  for (std::size_t epoch = 0; epoch < 100; ++epoch) different.insert(order_of({300, 5, 1}, epoch));
  EXPECT_EQ(different.size(), 100U);
  EXPECT_TRUE(different.contains(order));
}

TEST(EpochOrder, ShufflesWithinStrataAndBetweenThem) {
  const std::size_t samples = 64 * 20;
  std::vector<double> mean_place(samples);
  constexpr std::size_t epochs = 200;
  for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
    const auto order = order_of({samples, 64, 1}, epoch);
    for (std::size_t place = 0; place < samples; ++place) {
      mean_place[order[place]] += static_cast<double>(place) / epochs;
    }
  }
  // A place is uniform: its mean over the epochs has an sd of samples / √(12 · epochs).
  const double sd = static_cast<double>(samples) / std::sqrt(12.0 * epochs);
  for (const double mean : mean_place) EXPECT_NEAR(mean, (samples - 1) / 2.0, 5 * sd);
}

TEST(EpochOrder, EveryRoundHasOneOfEachStratum) {
  for (const std::size_t samples : {64U, 65U, 100U, 300U, 1000U}) {
    const auto order = order_of({samples, 5, 1}, 1);
    for (std::size_t round = 0; round < samples / strata; ++round) {
      std::set<std::size_t> met;
      for (std::size_t i = 0; i < strata; ++i) met.insert(stratum_of(samples, order[round * strata + i]));
      EXPECT_EQ(met.size(), strata) << "round " << round << " of " << samples;
    }
  }
}

TEST(EpochOrder, GroupsOfEquallyManyStrataHaveEqualShares) {
  for (const std::size_t groups : {2U, 4U, 8U}) {
    const BatchPlan plan{640, 128, 3};
    const auto order = order_of(plan, 0);
    for (std::size_t step = 0; step < plan.steps(); ++step) {
      for (std::size_t group = 0; group < groups; ++group) {
        const Slice held = samples_of_group(plan.samples, groups, group);
        const auto begin = order.begin() + static_cast<std::ptrdiff_t>(plan.places(step).offset);
        const auto members = std::count_if(begin, begin + 128, [&](auto i) { return held.contains(i); });
        EXPECT_EQ(members, static_cast<std::ptrdiff_t>(128 / groups));
      }
    }
  }
}

const std::vector<std::size_t> all_groups{1, 2, 3, 4, 5, 6, 7, 8, 63, 64, 65, 130};

TEST(SamplesOfGroup, CoverAllInOrder) {
  for (const std::size_t samples : all_sizes) {
    for (const std::size_t groups : all_groups) {
      std::size_t end = 0;
      for (std::size_t group = 0; group < groups; ++group) {
        const Slice held = samples_of_group(samples, groups, group);
        EXPECT_EQ(held.offset, end) << samples << " over " << groups;
        end = held.end();
        if (samples < strata || groups > strata) continue;
        EXPECT_GT(held.count, 0U);
        // Whole strata.
        const std::size_t first = stratum_of(samples, held.offset);
        const std::size_t last = stratum_of(samples, held.end() - 1);
        EXPECT_EQ(part_of(samples, strata, first).offset, held.offset);
        EXPECT_EQ(part_of(samples, strata, last).end(), held.end());
      }
      EXPECT_EQ(end, samples) << "over " << groups;
    }
  }
}

TEST(SamplesOfGroup, MayBeNone) {
  EXPECT_EQ(samples_of_group(5, 8, 4).count, 1U);
  EXPECT_EQ(samples_of_group(5, 8, 5).count, 0U);
  EXPECT_EQ(most_members({5, 3, 1}, samples_of_group(5, 8, 5)), 0U);
}

// No batch of these orders has more.
void expect_bound(const BatchPlan& plan, const std::vector<std::vector<std::uint32_t>>& orders,
                  std::size_t groups) {
  std::vector<std::size_t> group_of(plan.samples);
  std::vector<std::size_t> bounds;
  for (std::size_t group = 0; group < groups; ++group) {
    const Slice held = samples_of_group(plan.samples, groups, group);
    for (std::size_t i = held.offset; i < held.end(); ++i) group_of[i] = group;
    bounds.push_back(most_members(plan, held));
    EXPECT_LE(bounds.back(), std::min(plan.batch, held.count));
  }
  for (const auto& order : orders) {
    for (std::size_t step = 0; step < plan.steps(); ++step) {
      const Slice places = plan.places(step);
      std::vector<std::size_t> members(groups);
      for (std::size_t i = places.offset; i < places.end(); ++i) ++members[group_of[order[i]]];
      for (std::size_t group = 0; group < groups; ++group) {
        ASSERT_LE(members[group], bounds[group])
            << plan.samples << " samples, batch " << plan.batch << ", group " << group << " of " << groups;
      }
    }
  }
}

TEST(MostMembers, IsATrueBound) {
  for (const std::size_t samples : all_sizes) {
    std::vector<std::vector<std::uint32_t>> orders;
    for (std::size_t epoch = 0; epoch < 5; ++epoch) orders.push_back(order_of({samples, 1, 5}, epoch));
    for (const std::size_t batch : {1U, 2U, 16U, 63U, 64U, 65U, 66U, 128U, 130U, 192U, 999U}) {
      for (const std::size_t groups : all_groups) expect_bound({samples, batch, 5}, orders, groups);
    }
  }
}

TEST(MostMembers, IsTightWhereBatchesAreWholeRounds) {
  for (const std::size_t groups : {1U, 2U, 4U, 8U, 64U}) {
    for (std::size_t group = 0; group < groups; ++group) {
      EXPECT_EQ(most_members({6400, 256, 1}, samples_of_group(6400, groups, group)), 256 / groups);
    }
  }
}

}  // namespace
}  // namespace lampyris
