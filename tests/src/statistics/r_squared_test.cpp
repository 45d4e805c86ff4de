// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/r_squared.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <stdexcept>
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
  void sum(std::span<std::uint64_t>) const override {}
  void maximum(std::span<double>) const override {}
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

TEST(RSquared, OfSomeGenesLeavesTheOthersOut) {
  const auto x = matrix(2, 3, {1, 2, 5, 3, 4, 5});
  const auto y = matrix(2, 3, {1, 3, 7, 2, 4, 7});
  RSquared quality({2, 3, 5});
  quality.add(x.view(), y.view());
  const std::vector<std::size_t> first{0, 1};
  const auto summary = quality.summary(first);
  EXPECT_DOUBLE_EQ(summary.global,
                   0.5);  // of all genes it is below 0: the third, which is constant, is missed
  EXPECT_DOUBLE_EQ(summary.gene_mean, 0.5);
  EXPECT_LT(quality.summary().global, 0);
  const std::vector<std::size_t> constant{2};
  EXPECT_TRUE(std::isnan(quality.summary(constant).global));
}

TEST(RSquared, TakesTheTrainingMeanNotTheSamples) {
  const auto x = matrix(1, 1, {4});
  const auto y = matrix(1, 1, {3});
  RSquared quality({2});
  quality.add(x.view(), y.view());
  EXPECT_DOUBLE_EQ(quality.summary().global, 0.75);
}

TEST(RSquared, DoesNotDependOnHowSamplesAreDealt) {
  const auto normal = [](std::uint64_t index) {
    Matrix<float> values(97, 700);
    Random random(3, Stream::simulated_noise, index);
    for (float& value : values.values()) value = static_cast<float>(random.normal());
    return values;
  };
  const auto x = normal(0);
  const auto y = normal(1);
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

template <class Number>
Matrix<Number> columns_of(const Matrix<Number>& values, Slice genes) {
  Matrix<Number> part(values.rows(), genes.count);
  for (std::size_t i = 0; i < values.rows(); ++i) {
    std::copy_n(values.row(i).data() + genes.offset, genes.count, part.row(i).data());
  }
  return part;
}

template <class Number>
void expect_the_same_from_slices() {
  constexpr std::size_t genes = 37;
  Matrix<Number> x(23, genes);
  Matrix<Number> y(23, genes);
  Random random(4, Stream::simulated_noise, 0);
  for (Number& value : x.values()) value = from_float<Number>(static_cast<float>(random.normal()));
  for (Number& value : y.values()) value = from_float<Number>(static_cast<float>(random.normal()));
  std::vector<double> mean(genes);
  for (double& value : mean) value = random.uniform();
  RSquared whole(mean);
  whole.add(std::as_const(x).view(), std::as_const(y).view());

  for (const std::size_t groups : {2U, 3U, 8U, 37U}) {
    std::vector<double> sums(2 * genes);
    RSquared last(mean);
    for (std::size_t t = 0; t < groups; ++t) {
      const Slice slice = part_of(genes, groups, t);
      const auto truth = columns_of(x, slice);
      const auto reconstruction = columns_of(y, slice);
      RSquared part(mean);
      // In two pieces, as batches come.
      for (const Slice rows : {Slice{0, 9}, Slice{9, 14}}) {
        part.add(truth.view().middle_rows(rows.offset, rows.count),
                 reconstruction.view().middle_rows(rows.offset, rows.count), slice.offset);
      }
      const auto add = [&](std::span<double> values) {
        std::transform(values.begin(), values.end(), sums.begin(), sums.begin(), std::plus<>());
        std::copy(sums.begin(), sums.end(), values.begin());
      };
      part.sum(TwoRanks(add));
      last = std::move(part);
    }
    const auto found = last.summary();
    const auto expected = whole.summary();
    EXPECT_EQ(found.global, expected.global) << groups << " slices";
    EXPECT_EQ(found.gene_mean, expected.gene_mean);
    EXPECT_EQ(found.gene_median, expected.gene_median);
    EXPECT_EQ(found.per_gene, expected.per_gene);
    EXPECT_EQ(last.total(), whole.total());
  }
}

TEST(RSquared, SlicesOfTheGenesGiveTheSameBits) {
  expect_the_same_from_slices<float>();
  expect_the_same_from_slices<bfloat16>();
}

TEST(RSquared, OfBfloat16IsThatOfItsValues) {
  Matrix<bfloat16> x(40, 5);
  Matrix<bfloat16> y(40, 5);
  Matrix<float> x_float(40, 5);
  Matrix<float> y_float(40, 5);
  Random random(8, Stream::simulated_noise, 0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x.data()[i] = from_float<bfloat16>(static_cast<float>(random.uniform()));
    y.data()[i] = from_float<bfloat16>(static_cast<float>(random.uniform()));
    x_float.data()[i] = to_float(x.data()[i]);
    y_float.data()[i] = to_float(y.data()[i]);
  }
  const std::vector<double> mean(5, 0.5);
  RSquared low(mean);
  RSquared high(mean);
  low.add(std::as_const(x).view(), std::as_const(y).view());
  high.add(std::as_const(x_float).view(), std::as_const(y_float).view());
  EXPECT_EQ(low.summary().per_gene, high.summary().per_gene);
  EXPECT_EQ(low.summary().global, high.summary().global);
}

TEST(RSquared, RefusesWhatDoesNotFit) {
  const Matrix<float> two(1, 2);
  const Matrix<float> three(1, 3);
  RSquared quality({0.5, 0.5, 0.5});
  EXPECT_NO_THROW(quality.add(two.view(), two.view(), 1));
  EXPECT_THROW(quality.add(two.view(), two.view(), 2), std::logic_error);
  EXPECT_THROW(quality.add(two.view(), three.view()), std::logic_error);
}

TEST(RSquared, IsNotANumberWithoutSamples) {
  const RSquared quality({1, 2});
  EXPECT_TRUE(std::isnan(quality.summary().global));
  EXPECT_TRUE(std::isnan(quality.summary().gene_median));
}

TEST(RSquared, ScaledMean) {
  const auto scaling = make_scaling(ScalingMethod::minmax, {{0, 2}, {4, 2}, {1, 2}, {1, 0}});
  EXPECT_EQ(scaled_mean(scaling), (std::vector<double>{0.25, 0}));
}

}  // namespace
}  // namespace lampyris
