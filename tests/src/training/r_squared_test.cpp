#include "src/training/r_squared.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "src/base/random.hpp"
#include "src/cohort/scaling.hpp"

namespace lampyris {
namespace {

Matrix<float> matrix(std::size_t rows, std::size_t columns, const std::vector<float>& values) {
  Matrix<float> out(rows, columns);
  std::copy(values.begin(), values.end(), out.data());
  return out;
}

/// Lets a test see and change what would be summed over ranks.
class TwoRanks final : public World {
 public:
  explicit TwoRanks(std::function<void(std::span<double>)> on_sum) : on_sum_(std::move(on_sum)) {}
  [[nodiscard]] Slice share(std::size_t total) const override { return {0, total}; }
  void sum(std::span<double> values) const override { on_sum_(values); }
  [[nodiscard]] bool any(bool mine) const override { return mine; }
  void gather(std::span<std::byte>, std::size_t) const override {}

 private:
  std::function<void(std::span<double>)> on_sum_;
};

// Per gene: sklearn.metrics.r2_score(x[:, g], y[:, g]), the mean being that of x.
TEST(RSquared, IsThatOfSklearn) {
  const auto x = matrix(4, 3, {1, 2, 5, 2, 1, 5, 4, 6, 5, 3, 3, 5});
  const auto y = matrix(4, 3, {1.5, 2, 5, 2, 1.5, 5, 3.5, 5, 4.5, 3, 3.5, 5});
  RSquared quality({2.5, 3, 5});
  quality.add(x.view(), y.view());
  const auto summary = quality.summary();
  EXPECT_DOUBLE_EQ(summary.per_gene[0], 0.9);
  EXPECT_NEAR(summary.per_gene[1], 0.8928571428571429, 1e-15);
  EXPECT_TRUE(std::isnan(summary.per_gene[2])) << "the gene is constant";
  EXPECT_NEAR(summary.global, 0.881578947368421, 1e-15);
  EXPECT_NEAR(summary.gene_mean, (0.9 + 0.8928571428571429) / 2, 1e-15);
  EXPECT_NEAR(summary.gene_median, (0.9 + 0.8928571428571429) / 2, 1e-15);
}

TEST(RSquared, TakesTheTrainingMeanNotTheSamples) {
  const auto x = matrix(1, 1, {4});
  const auto y = matrix(1, 1, {3});
  RSquared quality({2});
  quality.add(x.view(), y.view());
  EXPECT_DOUBLE_EQ(quality.summary().global, 0.75);
}

TEST(RSquared, DoesNotDependOnHowSamplesAreDealt) {
  Matrix<float> x(97, 700);
  Matrix<float> y(97, 700);
  Random random(3, Stream::simulated_noise, 0);
  for (float& value : x.values()) value = static_cast<float>(random.normal());
  for (float& value : y.values()) value = static_cast<float>(random.normal());
  const std::vector<double> mean(700, 0.1);
  RSquared whole(mean);
  whole.add(x.view(), y.view());

  for (const std::size_t cut : {0U, 1U, 40U, 97U}) {
    RSquared first(mean);
    RSquared second(mean);
    second.add(x.view().middle_rows(0, cut), y.view().middle_rows(0, cut));
    first.add(x.view().middle_rows(cut, 97 - cut), y.view().middle_rows(cut, 97 - cut));
    std::vector<double> sums;
    second.sum(TwoRanks([&](std::span<double> values) { sums.assign(values.begin(), values.end()); }));
    first.sum(TwoRanks([&](std::span<double> values) {
      std::transform(values.begin(), values.end(), sums.begin(), values.begin(), std::plus<>());
    }));
    EXPECT_EQ(first.summary().global, whole.summary().global) << "cut at " << cut;
    EXPECT_EQ(first.summary().per_gene, whole.summary().per_gene);
  }
}

TEST(RSquared, IsNotANumberWithoutSamples) {
  const RSquared quality({1, 2});
  EXPECT_TRUE(std::isnan(quality.summary().global));
  EXPECT_TRUE(std::isnan(quality.summary().gene_median));
}

TEST(RSquared, ScaledMean) {
  const auto scaling = make_scaling("minmax", {{0, 2}, {4, 2}, {1, 2}, {1, 0}});
  EXPECT_EQ(scaled_mean(scaling), (std::vector<double>{0.25, 0}));
}

}  // namespace
}  // namespace lampyris
