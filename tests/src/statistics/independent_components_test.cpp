// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/independent_components.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "src/base/error.hpp"
#include "src/base/random.hpp"

namespace lampyris {
namespace {

constexpr std::size_t count = 4000;

// Three independent sources of variance 1: one skewed, one flat, one with heavy tails.
Matrix<double> sources() {
  Matrix<double> result(count, 3);
  Random random(5, Stream::simulated_noise, 1);
  for (std::size_t i = 0; i < count; ++i) {
    result(i, 0) = -std::log(1 - random.uniform()) - 1;
    result(i, 1) = (random.uniform() - 0.5) * std::sqrt(12.0);
    const double tail = -std::log(1 - random.uniform()) / std::sqrt(2.0);
    result(i, 2) = random.uniform() < 0.5 ? tail : -tail;
  }
  return result;
}

Matrix<double> mixed(const Matrix<double>& from, const std::array<std::array<double, 4>, 3>& by) {
  Matrix<double> points(from.rows(), 4);
  for (std::size_t i = 0; i < from.rows(); ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      points(i, j) = 7;
      for (std::size_t m = 0; m < 3; ++m) points(i, j) += from(i, m) * by[m][j];
    }
  }
  return points;
}

Matrix<double> activities(const IndependentComponents& found, const Matrix<double>& points) {
  Matrix<double> result(points.rows(), found.unmixing.columns());
  for (std::size_t i = 0; i < result.rows(); ++i) {
    for (std::size_t m = 0; m < result.columns(); ++m) {
      for (std::size_t j = 0; j < points.columns(); ++j)
        result(i, m) += (points(i, j) - found.centre[j]) * found.unmixing(j, m);
    }
  }
  return result;
}

double correlation(const Matrix<double>& a, std::size_t column_a, const Matrix<double>& b,
                   std::size_t column_b) {
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.rows(); ++i) {
    ab += a(i, column_a) * b(i, column_b);
    aa += a(i, column_a) * a(i, column_a);
    bb += b(i, column_b) * b(i, column_b);
  }
  return ab / std::sqrt(aa * bb);
}

const std::array<std::array<double, 4>, 3> mixture{{{3, 1, 0.5, 2}, {1, -2, 1, 0}, {0.5, 0.5, 1, -1}}};

TEST(IndependentComponents, FindsTheSourcesOfAMixture) {
  const auto hidden = sources();
  const auto points = mixed(hidden, mixture);
  const auto found = find_independent_components(points.view());
  ASSERT_EQ(found.unmixing.columns(), 3) << "four columns of rank three";
  EXPECT_LT(found.rounds, 100);
  const auto seen = activities(found, points);
  // The rows of the mixture by falling length: 14.25, 6 and 2.5.
  for (std::size_t m = 0; m < 3; ++m) EXPECT_GT(std::abs(correlation(seen, m, hidden, m)), 0.99) << m;
  EXPECT_GT(correlation(seen, 0, hidden, 0), 0.99) << "turned to positive skewness";
}

TEST(IndependentComponents, MixingUndoesUnmixing) {
  const auto points = mixed(sources(), mixture);
  const auto found = find_independent_components(points.view());
  const auto seen = activities(found, points);
  for (std::size_t i = 0; i < 50; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      double back = found.centre[j];
      for (std::size_t m = 0; m < 3; ++m) back += seen(i, m) * found.mixing(m, j);
      EXPECT_NEAR(back, points(i, j), 1e-9);
    }
  }
  for (std::size_t m = 0; m < 3; ++m) {
    double squares = 0;
    for (std::size_t i = 0; i < count; ++i) squares += seen(i, m) * seen(i, m);
    EXPECT_NEAR(squares / count, 1, 1e-9);
  }
}

TEST(IndependentComponents, RefusesWhatDoesNotVary) {
  EXPECT_THROW((void)find_independent_components(Matrix<double>(5, 2).view()), DataError);
  EXPECT_THROW((void)find_independent_components(Matrix<double>(1, 2).view()), DataError);
}

}  // namespace
}  // namespace lampyris
