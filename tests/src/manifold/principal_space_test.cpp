// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/principal_space.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "src/base/error.hpp"
#include "src/manifold/principal_space_fit.hpp"
#include "src/pca/exact_sums.hpp"
#include "tests/src/manifold/bent_samples.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

Matrix<float> some_samples(std::size_t count, std::size_t genes) {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return test::bent_samples(rows, genes);
}

PrincipalSpace fit(const Matrix<float>& samples, const PrincipalSpaceOptions& options = {}) {
  NoProgress silent;
  return fit_principal_space({samples.view(), 0, samples.rows()}, options, SingleWorld(), silent);
}

double inner(std::span<const float> x, std::span<const float> y) {
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

TEST(PrincipalSpace, ScoresLoseNothingWithAllDirections) {
  for (const auto& [count, genes] : {std::pair{30U, 70U}, std::pair{90U, 20U}}) {
    const auto samples = some_samples(count, genes);
    const auto space = fit(samples);
    ASSERT_EQ(space.rank(), std::min(count - 1, genes));
    const double sum = std::accumulate(space.variances.begin(), space.variances.end(), 0.0);
    EXPECT_NEAR(sum / space.total_variance, 1, 1e-6);
    const auto scores = scores_of(space, samples.view());
    const auto back = samples_of(space, scores.values.view());
    for (std::size_t i = 0; i < samples.size(); ++i) ASSERT_NEAR(back.data()[i], samples.data()[i], 1e-5);
    for (std::size_t j = 0; j < space.rank(); ++j) {
      for (std::size_t k = 0; k <= j; ++k) {
        ASSERT_NEAR(inner(space.directions.row(j), space.directions.row(k)), j == k ? 1 : 0, 1e-5);
      }
      double square = 0;
      for (std::size_t i = 0; i < count; ++i) square += std::pow(static_cast<double>(scores.values(i, j)), 2);
      EXPECT_NEAR(square / (count - 1), space.variances[j], 1e-5 * space.variances[0]);
    }
  }
}

TEST(PrincipalSpace, ThePartOfASubspaceIsTheFirstPartOfTheWhole) {
  const auto samples = some_samples(150, 60);
  const auto whole = fit(samples);
  const auto part = fit(samples, {.every_direction = 20, .directions = 6});
  ASSERT_EQ(part.rank(), 6U);
  for (std::size_t j = 0; j < 6; ++j) {
    EXPECT_NEAR(part.variances[j] / whole.variances[j], 1, 1e-5) << j;
    EXPECT_NEAR(inner(part.directions.row(j), whole.directions.row(j)), 1, 1e-4) << j;
  }
}

TEST(PrincipalSpace, RefusesWhatHasNoDirections) {
  test::expect_error<DataError>([] { static_cast<void>(fit(some_samples(1, 5))); }, "at least two samples");
  test::expect_error<DataError>([] { static_cast<void>(fit(Matrix<float>(4, 5))); }, "no gene varies");
  auto infinite = some_samples(4, 5);
  infinite(2, 3) = INFINITY;
  test::expect_error<DataError>([&] { static_cast<void>(fit(infinite)); }, "not all values are finite");
}

TEST(ExactSums, DoNotDependOnTheirOrder) {
  const auto numbers = test::normal_numbers<double>(2, 5000, 1);
  const ExactSums sums(5000);
  EXPECT_EQ(sums.bits(), 20);
  double forward = 0;
  double backward = 0;
  const auto product = [&](std::size_t i) {
    return sums.rounded(std::tanh(numbers(0, i))) * sums.rounded(std::tanh(numbers(1, i)));
  };
  for (std::size_t i = 0; i < 5000; ++i) {
    forward += product(i);
    backward += product(4999 - i);
    ASSERT_NEAR(sums.rounded(std::tanh(numbers(0, i))), std::tanh(numbers(0, i)), 1e-6);
  }
  EXPECT_EQ(forward, backward);
  EXPECT_EQ(power_above(0.3), 0.5);
  EXPECT_EQ(power_above(4), 8);
  EXPECT_EQ(power_above(0), 1);
}

}  // namespace
}  // namespace lampyris
