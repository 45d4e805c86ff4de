// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/value_profile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace lampyris {
namespace {

using Values = std::vector<float>;

std::string scale(const Values& values, const std::vector<double>& totals = {1, 2}) {
  ValueProfile profile;
  profile.count_values(values);
  return scale_of(profile, totals);
}

TEST(ValueProfile, CountsValues) {
  ValueProfile profile;
  profile.count_values(Values{0, 1.5F, -2, std::nanf(""), std::numeric_limits<float>::infinity()});
  profile.count_values(Values{0, 7});
  EXPECT_EQ(profile.values, 7);
  EXPECT_EQ(profile.missing, 1);
  EXPECT_EQ(profile.infinite, 1);
  EXPECT_EQ(profile.zeros, 2);
  EXPECT_EQ(profile.negative, 1);
  EXPECT_EQ(profile.fractional, 1);
  EXPECT_EQ(profile.low, -2);
  EXPECT_EQ(profile.high, 7);
}

TEST(ValueProfile, CountsGenes) {
  ValueProfile profile;
  const auto count = [&](const Values& gene) {
    profile.count_gene(moments_of(gene), *std::min_element(gene.begin(), gene.end()),
                       *std::max_element(gene.begin(), gene.end()));
  };
  count({3, 3, 3});
  count({1, 2, 3});
  Values gene(200, 1);
  gene[0] = 0;
  gene[1] = 2;
  count(gene);  // a standard deviation of 0.1: both are 10 of them away, and not further
  gene[1] = 3;
  count(gene);
  profile.count_gene({}, 0, 0);
  EXPECT_EQ(profile.constant_genes, 1);
  EXPECT_EQ(profile.empty_genes, 1);
  EXPECT_EQ(profile.outlier_genes, 1);
}

TEST(ValueProfile, TellsTheScale) {
  EXPECT_EQ(scale({0, 3, 1200}), "counts");
  EXPECT_EQ(scale({0.5F, 3, 12}), "log");
  EXPECT_EQ(scale({0.5F, 3, 1200}), "linear");
  EXPECT_EQ(scale({0.5F, 3, 1200}, {999000, 1e6, 1.001e6}), "linear, normalised per sample");
  EXPECT_EQ(scale({-0.5F, 3, 1200}), "log ratios or centred");
}

}  // namespace
}  // namespace lampyris
