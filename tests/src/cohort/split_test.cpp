// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/split.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

Labels groups_of(std::size_t samples, std::size_t groups) {
  std::vector<std::string> values(samples);
  for (std::size_t i = 0; i < samples; ++i) values[i] = fmt::format("g{}", i * i % groups);
  return make_labels(values);
}

TEST(Split, HoldsOutTheFractionAskedFor) {
  const auto split = split_samples(make_groups({}, "", 744), {0.1, 0}, 1);
  EXPECT_EQ(split.validation.size(), 74);
  EXPECT_EQ(split.training.size(), 670);
  EXPECT_TRUE(std::ranges::is_sorted(split.training));
  EXPECT_TRUE(std::ranges::is_sorted(split.validation));
  std::set<std::size_t> all(split.training.begin(), split.training.end());
  all.insert(split.validation.begin(), split.validation.end());
  EXPECT_EQ(all.size(), 744);
  EXPECT_EQ(*all.rbegin(), 743);
}

TEST(Split, NeverCutsAGroup) {
  const auto groups = groups_of(200, 23);
  const auto split = split_samples(groups, {0.1, 0.2}, 7);
  EXPECT_GE(split.validation.size(), 20);
  EXPECT_GE(split.test.size(), 40);
  std::set<std::size_t> held;
  for (const auto sample : split.test) held.insert(groups.of_sample[sample]);
  for (const auto sample : split.validation) EXPECT_FALSE(held.contains(groups.of_sample[sample])) << sample;
  for (const auto sample : split.validation) held.insert(groups.of_sample[sample]);
  for (const auto sample : split.training) EXPECT_FALSE(held.contains(groups.of_sample[sample])) << sample;
}

TEST(Split, IsAFunctionOfTheSeed) {
  const auto groups = make_groups({}, "", 100);
  EXPECT_EQ(split_samples(groups, {0, 0.2}, 5).test, split_samples(groups, {0, 0.2}, 5).test);
  EXPECT_NE(split_samples(groups, {0, 0.2}, 5).test, split_samples(groups, {0, 0.2}, 6).test);
}

TEST(Split, HoldsNothingOutAtZero) {
  EXPECT_TRUE(split_samples(make_groups({}, "", 10), {}, 1).heldout().empty());
}

TEST(Split, TheTestPartIsTheSameWhateverValidates) {
  const auto groups = groups_of(200, 23);
  EXPECT_EQ(split_samples(groups, {0, 0.2}, 7).test, split_samples(groups, {0.3, 0.2}, 7).test);
}

TEST(Split, CountsTheGroupsOfSomeSamples) {
  EXPECT_EQ(count_groups({4, 7, 4, 0, 7}, {0, 2, 4}), 2U);
  EXPECT_EQ(count_groups({4, 7, 4, 0, 7}, {}), 0U);
}

TEST(Split, AShareOfFewSamplesIsOne) {
  const auto split = split_samples(make_groups({}, "", 4), {0.1, 0.1}, 1);
  EXPECT_EQ(split.validation.size(), 1);
  EXPECT_EQ(split.test.size(), 1);
  EXPECT_EQ(split.heldout().size(), 2);
  const auto parts = split.parts();
  EXPECT_EQ(parts[split.test[0]], SamplePart::test);
  EXPECT_EQ(parts[split.training[1]], SamplePart::training);
}

TEST(Split, RefusesToHoldOutEverything) {
  EXPECT_THROW((void)split_samples(groups_of(10, 1), {0.1, 0}, 1), UsageError);
}

TEST(Split, AResamplingMovesWholeGroupsToTheTestPart) {
  const auto groups = groups_of(400, 41);
  const auto whole = split_samples(groups, {0.1, 0.1}, 7);
  const auto some = resample_groups(whole, groups, 0.2, 3, 1);
  EXPECT_TRUE(std::ranges::includes(some.test, whole.test));
  EXPECT_TRUE(std::ranges::includes(whole.training, some.training));
  EXPECT_TRUE(std::ranges::includes(whole.validation, some.validation));
  EXPECT_FALSE(some.validation.empty());
  EXPECT_NEAR(static_cast<double>(some.training.size()) / static_cast<double>(whole.training.size()), 0.8,
              0.1);
  std::set<std::size_t> fitted;
  for (const auto sample : some.training) fitted.insert(groups.of_sample[sample]);
  for (const auto sample : some.validation) fitted.insert(groups.of_sample[sample]);
  for (const auto sample : some.test) EXPECT_FALSE(fitted.contains(groups.of_sample[sample])) << sample;
  EXPECT_EQ(resample_groups(whole, groups, 0.2, 3, 1).test, some.test);
  EXPECT_NE(resample_groups(whole, groups, 0.2, 3, 2).test, some.test);
}

TEST(Split, AResamplingLeavesAPartItsLastGroup) {
  const auto groups = groups_of(30, 3);
  const auto whole = split_samples(groups, {0.1, 0}, 1);
  const auto some = resample_groups(whole, groups, 0.99, 1, 1);
  EXPECT_FALSE(some.training.empty());
  EXPECT_EQ(some.validation, whole.validation);
}

}  // namespace
}  // namespace lampyris
