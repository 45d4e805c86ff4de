// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "src/statistics/auroc.hpp"
#include "src/statistics/quantile.hpp"
#include "src/statistics/ranks.hpp"
#include "src/statistics/trend.hpp"
#include "src/statistics/wilcoxon.hpp"

namespace lampyris {
namespace {

TEST(Ranks, TiesShareTheirMean) {
  const auto ranks = midranks(std::array{3.0, 1.0, 3.0, 2.0, 3.0, 1.0});
  EXPECT_EQ(ranks.rank, (std::vector<double>{5, 1.5, 5, 3, 5, 1.5}));
  EXPECT_EQ(ranks.ties, (std::vector<std::size_t>{2, 3}));
}

// Value: sklearn.metrics.roc_auc_score; variance: DeLong's placements from all pairs in NumPy, var(ddof=1)/n
// of cases plus that of controls; interval: ± norm.ppf(0.975) standard errors.
TEST(Auroc, EqualsReference) {
  const std::array scores{0.1, 0.4, 0.35, 0.8, 0.4, 0.9, 0.7, 0.2, 0.6, 0.4};
  const std::array<std::uint8_t, 10> is_case{0, 0, 1, 1, 1, 1, 0, 0, 1, 0};
  const Auroc result = auroc(scores, is_case);
  EXPECT_NEAR(result.value, 0.76, 1e-14);
  EXPECT_NEAR(result.variance, 0.0262, 1e-14);
  EXPECT_NEAR(result.low, 0.4427521141091937, 1e-12);
  EXPECT_EQ(result.high, 1);
  EXPECT_EQ(result.cases, 5U);
  EXPECT_EQ(result.controls, 5U);
}

TEST(Auroc, FewSamples) {
  const Auroc perfect = auroc(std::array{1.0, 2.0, 3.0}, std::array<std::uint8_t, 3>{0, 0, 1});
  EXPECT_EQ(perfect.value, 1);
  EXPECT_TRUE(std::isnan(perfect.low));
  EXPECT_TRUE(std::isnan(auroc(std::array{1.0}, std::array<std::uint8_t, 1>{1}).value));
}

// scipy.stats.wilcoxon(d, zero_method="wilcox", correction=False, mode="approx"); z = norm.isf(p / 2)
TEST(Wilcoxon, EqualsScipy) {
  const std::array d{1.5, -0.5, 2.0, 0.0, 0.5, 3.0, -1.5, 1.5, 0.0, 2.5, -0.5, 4.0};
  const SignedRank up = wilcoxon_signed_rank(d);
  EXPECT_EQ(up.used, 10U);
  EXPECT_DOUBLE_EQ(up.positive_ranks, 46);
  EXPECT_NEAR(up.p, 0.058017268467427684, 1e-14);
  EXPECT_NEAR(up.z, 1.8955674224406722, 1e-12);

  std::vector<double> turned;
  for (const double x : d) turned.push_back(-x);
  EXPECT_DOUBLE_EQ(wilcoxon_signed_rank(turned).z, -up.z);
  EXPECT_TRUE(std::isnan(wilcoxon_signed_rank(std::array{0.0, 0.0}).p));
}

// Mean and variance of the statistic over all 5,040 and 40,320 orders of the pooled values, enumerated in
// Python; normal tails by scipy.
TEST(Trend, EqualsEnumeration) {
  const std::vector<std::vector<double>> tied{{1, 2, 2}, {2, 4}, {3, 5, 5}};
  const Trend trend = jonckheere_terpstra(tied);
  EXPECT_DOUBLE_EQ(trend.statistic, 19);
  EXPECT_NEAR(trend.z, 2.3273014404338017, 1e-12);
  EXPECT_NEAR(trend.p, 0.019949227169682535, 1e-12);
  EXPECT_NEAR(trend.p_rise, 0.009974613584841268, 1e-12);
  EXPECT_NEAR(trend.p_fall, 1 - 0.009974613584841268, 1e-12);

  const std::vector<std::vector<double>> distinct{{1, 2}, {3, 1.5}, {0.5, 6, 7}};
  EXPECT_NEAR(jonckheere_terpstra(distinct).z, 0.9649012813540154, 1e-12);
}

TEST(Trend, EmptyGroupsAndNoVariation) {
  const std::vector<std::vector<double>> with_empty{{1, 2, 2}, {}, {2, 4}, {3, 5, 5}};
  EXPECT_NEAR(jonckheere_terpstra(with_empty).z, 2.3273014404338017, 1e-12);
  const std::vector<std::vector<double>> constant{{1, 1}, {1, 1, 1}};
  EXPECT_TRUE(std::isnan(jonckheere_terpstra(constant).p));
  EXPECT_TRUE(std::isnan(jonckheere_terpstra({}).p));
}

// numpy.quantile
TEST(Quantile, EqualsNumpy) {
  const std::array values{3.0, 1.0, 4.0, 1.5, 9.0, 2.6};
  const std::array<std::array<double, 2>, 6> expected{
      {{0, 1}, {0.1, 1.25}, {0.5, 2.8}, {0.77, 3.85}, {0.95, 7.75}, {1, 9}}};
  for (const auto& [probability, value] : expected) EXPECT_NEAR(quantile(values, probability), value, 1e-14);
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
  EXPECT_EQ(quantile(std::array{7.0}, 0.3), 7);
}

TEST(Median, IsTheMiddleOrTheMeanOfTheTwoThere) {
  std::vector<double> values{3.0, 1.0, 4.0, 1.5, 9.0, 2.6};
  EXPECT_EQ(median(std::span(values)), (2.6 + 3.0) / 2);
  values.push_back(-2);
  EXPECT_EQ(median(std::span(values)), 2.6);
  std::vector<float> single{2.5F};
  EXPECT_EQ(median(std::span(single)), 2.5);
  single.push_back(0.1F);
  EXPECT_EQ(median(std::span(single)), (static_cast<double>(0.1F) + 2.5) / 2);
  EXPECT_TRUE(std::isnan(median(std::span<double>())));
}

}  // namespace
}  // namespace lampyris
