// SPDX-License-Identifier: Apache-2.0
#include "src/modules/relabelling.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

using Labels8 = std::vector<std::uint8_t>;

Contrast contrast_of(const Labels8& is_case, const std::vector<std::size_t>& group) {
  Contrast contrast;
  contrast.name = std::string("c");
  contrast.is_case = is_case;
  contrast.group = group;
  contrast.groups = group.empty() ? 0 : *std::max_element(group.begin(), group.end()) + 1;
  for (std::size_t i = 0; i < is_case.size(); ++i) {
    contrast.samples.push_back(i);
    contrast.cases += is_case[i];
  }
  return contrast;
}

/// Labels as one number.
std::uint32_t code(const Labels8& labels) {
  std::uint32_t bits = 0;
  for (const auto label : labels) bits = 2 * bits + label;
  return bits;
}

/// Cases per group, sorted within groups of one size: what whole-block exchange leaves as it is.
std::map<std::size_t, std::multiset<std::size_t>> block_content(const Contrast& contrast,
                                                                const Labels8& labels) {
  std::vector<std::size_t> sizes(contrast.groups);
  std::vector<std::size_t> cases(contrast.groups);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    ++sizes[contrast.group[i]];
    cases[contrast.group[i]] += labels[i];
  }
  std::map<std::size_t, std::multiset<std::size_t>> content;
  for (std::size_t g = 0; g < sizes.size(); ++g) content[sizes[g]].insert(cases[g]);
  return content;
}

TEST(Relabelling, KeepsWhatGroupsHoldAndReachesEverythingElseEvenly) {
  // Groups of 2, 2, 1, 1, 3; labels 10, 00, 1, 0, 110: 4 · 2 · 3 = 24 different label vectors.
  const auto contrast = contrast_of({1, 0, 0, 0, 1, 0, 1, 1, 0}, {0, 0, 1, 1, 2, 3, 4, 4, 4});
  const Relabelling relabelling(contrast, 5);
  EXPECT_EQ(relabelling.distinct(), 24);
  std::map<std::uint32_t, std::size_t> seen;
  constexpr std::size_t draws = 24000;
  for (std::size_t b = 0; b < draws; ++b) {
    const auto labels = relabelling.labels(b);
    ASSERT_EQ(block_content(contrast, labels), block_content(contrast, contrast.is_case));
    ++seen[code(labels)];
  }
  EXPECT_EQ(seen.size(), 24U);
  double chi_squared = 0;
  for (const auto& [labels, count] : seen) {
    const double difference = static_cast<double>(count) - draws / 24.0;
    chi_squared += difference * difference / (draws / 24.0);
  }
  EXPECT_LT(chi_squared, 49.7);  // the 0.999 quantile of χ² with 23 degrees of freedom
}

TEST(Relabelling, WithoutGroupsItIsThePlainPermutation) {
  const auto contrast = contrast_of({1, 1, 0, 0, 0}, {0, 1, 2, 3, 4});
  const Relabelling relabelling(contrast, 1);
  EXPECT_EQ(relabelling.distinct(), 10);
  std::set<std::uint32_t> seen;
  for (std::size_t b = 0; b < 500; ++b) seen.insert(code(relabelling.labels(b)));
  EXPECT_EQ(seen.size(), 10U);
}

TEST(Relabelling, IsAFunctionOfSeedNameAndIndex) {
  auto contrast = contrast_of({1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  const auto first = Relabelling(contrast, 1).labels(17);
  EXPECT_EQ(Relabelling(contrast, 1).labels(17), first);
  const auto differs = [&](const Relabelling& other) {
    std::size_t different = 0;
    for (std::size_t b = 0; b < 20; ++b)
      different += code(other.labels(b)) != code(Relabelling(contrast, 1).labels(b)) ? 1U : 0U;
    return different > 10;
  };
  EXPECT_TRUE(differs(Relabelling(contrast, 2)));
  auto renamed = contrast;
  renamed.name = std::string("d");
  EXPECT_TRUE(differs(Relabelling(renamed, 1)));
}

TEST(Relabelling, RefusesGroupsThatLeaveNoChoice) {
  const auto contrast = contrast_of({1, 1, 1, 0, 0, 0, 0}, {0, 0, 0, 1, 1, 1, 1});
  test::expect_error<UsageError>([&] { Relabelling(contrast, 1); }, {"contrast \"c\"", "group"});
}

}  // namespace
}  // namespace lampyris
