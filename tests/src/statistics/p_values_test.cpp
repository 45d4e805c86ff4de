// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "src/statistics/combination.hpp"
#include "src/statistics/empirical.hpp"
#include "src/statistics/multiple_testing.hpp"
#include "src/statistics/normal.hpp"

namespace lampyris {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(MultipleTesting, BenjaminiHochberg) {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.5, 0.005), "BH")
  const auto q = benjamini_hochberg(std::array{0.01, 0.04, 0.03, 0.5, 0.005});
  const std::array expected{0.025, 0.05, 0.05, 0.5, 0.025};
  ASSERT_EQ(q.size(), expected.size());
  for (std::size_t i = 0; i < q.size(); ++i) EXPECT_NEAR(q[i], expected[i], 1e-15) << i;
}

TEST(MultipleTesting, NanIsKeptAndNotCounted) {
  const auto q = benjamini_hochberg(std::array{nan, 0.01, nan, 0.04});
  ASSERT_EQ(q.size(), 4U);
  EXPECT_TRUE(std::isnan(q[0]));
  EXPECT_TRUE(std::isnan(q[2]));
  EXPECT_NEAR(q[1], 0.02, 1e-15);
  EXPECT_NEAR(q[3], 0.04, 1e-15);
  EXPECT_TRUE(benjamini_hochberg({}).empty());
}

// What repeats a test makes no test more: R's p.adjust(c(0.01, 0.04, 0.03, 0.5), "BH") for those that count.
TEST(MultipleTesting, RepeatedTestsAreNotCounted) {
  const auto q = benjamini_hochberg(std::array{0.01, 0.02, 0.04, 0.03, 0.5, 0.9, nan, 0.001},
                                    {true, false, true, true, true, false, true, false});
  const std::array expected{0.04, 4 * 0.04 / 3, 4 * 0.04 / 3, 4 * 0.04 / 3, 0.5, 0.9};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(q[i], expected[i], 1e-15) << i;
  EXPECT_TRUE(std::isnan(q[6]));
  EXPECT_NEAR(q[7], 0.004, 1e-15) << "below all that count: as if it were the least of four";
  const auto all = benjamini_hochberg(std::array{0.3, 0.01, 0.2}, {true, true, true});
  EXPECT_EQ(all, benjamini_hochberg(std::array{0.3, 0.01, 0.2}));
}

TEST(Normal, TailsAndQuantile) {
  // scipy: norm.sf(3), norm.sf(30), norm.isf(1e-100)
  EXPECT_NEAR(normal_upper(3) / 0.0013498980316300933, 1, 1e-14);
  EXPECT_NEAR(normal_upper(30) / 4.906713927147908e-198, 1, 1e-12);
  EXPECT_NEAR(normal_upper_quantile(1e-100), 21.273453560965322, 1e-12);
  EXPECT_NEAR(normal_two_sided(-1.959963984540054), 0.05, 1e-15);
  EXPECT_TRUE(std::isinf(normal_upper_quantile(0)));
  EXPECT_TRUE(std::isnan(normal_upper_quantile(1.5)));
}

// scipy: combine_pvalues(p, "fisher") with mpmath's digits, combine_pvalues(p, "stouffer"); mpmath for
// Cauchy: 1/2 − atan(mean tan((1/2 − p)π))/π
TEST(Combination, EqualsReference) {
  const std::array p{0.01, 0.04, 0.03, 0.5, 0.005};
  EXPECT_NEAR(fisher_combination(p) / 0.00014357880267118039, 1, 1e-12);
  EXPECT_NEAR(stouffer_combination(p) / 6.77154107238361e-05, 1, 1e-12);
  EXPECT_NEAR(cauchy_combination(p) / 0.013955445425476036, 1, 1e-12);
}

TEST(Combination, SmallP) {
  const std::array p{1e-200, 0.3};
  EXPECT_NEAR(fisher_combination(p) / 1.3881629742094051e-198, 1, 1e-11);
  EXPECT_NEAR(stouffer_combination(p) / 5.411792513809939e-105, 1, 1e-11);
  EXPECT_NEAR(cauchy_combination(p) / 2e-200, 1, 1e-12);
}

TEST(Combination, OneValueNanAndLimits) {
  for (const auto combine : {fisher_combination, stouffer_combination, cauchy_combination}) {
    EXPECT_NEAR(combine(std::array{0.2}), 0.2, 1e-14);
    EXPECT_NEAR(combine(std::array{nan, 0.2}), 0.2, 1e-14);
    EXPECT_TRUE(std::isnan(combine(std::array{nan})));
    EXPECT_TRUE(std::isnan(combine({})));
    EXPECT_LT(combine(std::array{0.0, 0.5}), 1e-100);
    EXPECT_LE(combine(std::array{1.0, 1.0}), 1);
    EXPECT_GE(combine(std::array{1.0, 1.0}), 0.98);
  }
  EXPECT_LT(cauchy_combination(std::array{1.0, 1e-6}), 1e-5);
}

TEST(Empirical, PAndMoments) {
  EXPECT_EQ(empirical_p(0, 999), 0.001);
  EXPECT_EQ(empirical_p(999, 999), 1);
  const auto moments = null_moments(std::array{1.0, 2.0, 4.0, 8.0});
  EXPECT_DOUBLE_EQ(moments.mean, 3.75);
  EXPECT_DOUBLE_EQ(moments.sd, 3.095695936834452);  // numpy: std(ddof=1)
  EXPECT_DOUBLE_EQ(z_score(10, moments), 6.25 / 3.095695936834452);
  EXPECT_TRUE(std::isnan(z_score(1, null_moments(std::array{2.0, 2.0}))));
  EXPECT_TRUE(std::isnan(null_moments({}).mean));
}

}  // namespace
}  // namespace lampyris
