// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/code_search.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <numeric>

#include "src/manifold/descent.hpp"
#include "tests/src/manifold/bent_samples.hpp"

namespace lampyris {
namespace {

constexpr std::size_t landmarks = 45, code = 4, rank = 13, samples = 50;

template <class T>
struct Decoder {
  explicit Decoder(bool linear)
      : points(test::normal_numbers<T>(landmarks, code, 1)),
        weights(test::normal_numbers<T>(landmarks, rank, 2)),
        mixture(test::normal_numbers<T>(code, rank, 3)),
        features(Kernel::matern32, 0.3, points.view()),
        objective(features, weights.view(),
                  linear ? std::optional<MatrixView<const T>>(mixture.view()) : std::nullopt) {}
  Matrix<T> points, weights, mixture;
  KernelFeatures<T> features;
  CodeObjective<T> objective;
};

LeftOut<double> some_left_out() {
  LeftOut<double> left_out;
  left_out.groups = {{0, 5}, {5, 6}};
  left_out.coefficients = {1, 0};
  for (const std::uint64_t d : {6U, 7U}) {
    Matrix<double> u(samples, 64);
    const auto values = test::normal_numbers<double>(samples, landmarks, d);
    for (std::size_t i = 0; i < samples; ++i) std::copy_n(values.row(i).data(), landmarks, u.row(i).data());
    left_out.u.push_back(std::move(u));
  }
  left_out.residuals = test::normal_numbers<double>(samples, rank, 8);
  return left_out;
}

TEST(CodeObjective, GradientIsThatOfFiniteDifferences) {
  const auto left_out = some_left_out();
  const auto targets = test::normal_numbers<double>(samples, rank, 4);
  for (const bool linear : {false, true}) {
    const Decoder<double> decoder(linear);
    const auto evaluate = [&](const Matrix<double>& codes, std::vector<double>& errors) {
      std::vector<std::size_t> rows(codes.rows());
      std::iota(rows.begin(), rows.end(), std::size_t{3});
      auto room = decoder.objective.make_workspace(codes.rows());
      Matrix<double> gradients(codes.rows(), code);
      errors.resize(codes.rows());
      decoder.objective.evaluate({targets.view(), &left_out}, rows, codes.view(), errors, gradients.view(),
                                 room);
      return gradients;
    };
    auto codes = test::normal_numbers<double>(7, code, 5);
    std::vector<double> errors, less, more;
    const auto gradients = evaluate(codes, errors);
    constexpr double step = 1e-5;
    for (std::size_t j = 0; j < code; ++j) {
      for (std::size_t i = 0; i < 7; ++i) codes(i, j) -= step;
      evaluate(codes, less);
      for (std::size_t i = 0; i < 7; ++i) codes(i, j) += 2 * step;
      evaluate(codes, more);
      for (std::size_t i = 0; i < 7; ++i) {
        codes(i, j) -= step;
        const double slope = (more[i] - less[i]) / (2 * step);
        EXPECT_NEAR(gradients(i, j), slope, 1e-6 * (1 + std::abs(slope))) << i << " " << j;
      }
    }
  }
}

TEST(CodeSearch, ASampleDoesNotDependOnItsNeighbours) {
  const Decoder<float> decoder(false);
  const auto targets = test::normal_numbers<float>(samples, rank, 4);
  auto together = test::normal_numbers<float>(samples, code, 5);
  const auto start = together.clone();
  search_codes<float>(decoder.objective, {targets.view(), nullptr}, together.view(), {});
  for (const std::size_t count : {std::size_t{1}, std::size_t{7}}) {
    auto apart = start.clone();
    for (std::size_t first = 0; first + count <= samples; first += count) {
      search_codes<float>(decoder.objective, {targets.view().middle_rows(first, count), nullptr},
                          apart.view().middle_rows(first, count), {});
      ASSERT_EQ(
          std::memcmp(apart.row(first).data(), together.row(first).data(), count * code * sizeof(float)), 0);
    }
  }
}

TEST(CodeSearch, EndsWhereTheGradientIsSmall) {
  const Decoder<double> decoder(false);
  const auto targets = test::normal_numbers<double>(samples, rank, 4);
  auto codes = test::normal_numbers<double>(samples, code, 5);
  std::vector<std::size_t> rows(samples);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  auto room = decoder.objective.make_workspace(samples);
  std::vector<double> before(samples), after(samples);
  Matrix<double> gradients(samples, code);
  const CodeTargets<double> wanted{targets.view(), nullptr};
  decoder.objective.evaluate(wanted, rows, codes.view(), before, gradients.view(), room);
  search_codes<double>(decoder.objective, wanted, codes.view(), {.steps = 200, .tolerance = 1e-15});
  decoder.objective.evaluate(wanted, rows, codes.view(), after, gradients.view(), room);
  for (std::size_t i = 0; i < samples; ++i) {
    EXPECT_LT(after[i], before[i]);
    for (const double x : gradients.row(i)) EXPECT_NEAR(x, 0, 1e-4 * after[i]) << i;
  }
}

// Rosenbrock's valley, whose minimum is at (1, 1).
TEST(Descent, FindsAMinimumAtTheEndOfAValley) {
  Descent descent({-1.2, 1}, 100, 10, 0);
  while (!descent.done()) {
    const double x = descent.trial()[0];
    const double y = descent.trial()[1];
    const double gradient[] = {-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)};
    descent.tell(100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x), gradient);
  }
  EXPECT_NEAR(descent.best()[0], 1, 1e-6);
  EXPECT_NEAR(descent.best()[1], 1, 1e-6);
}

}  // namespace
}  // namespace lampyris
