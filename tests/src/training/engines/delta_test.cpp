// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/delta.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "src/linalg/threads.hpp"
#include "tests/src/training/engines/engine_data.hpp"

namespace lampyris {
namespace {

// activation'(z), from y = activation(z).
double slope(Activation activation, double y) {
  switch (activation) {
    case Activation::sigmoid:
      return y * (1 - y);
    case Activation::linear:
      return 1;
    case Activation::tanh:
      return 1 - y * y;
    case Activation::relu:
      return y > 0 ? 1 : 0;
    case Activation::leaky_relu:
      return y > 0 ? 1 : 0.01;
    case Activation::elu:
      return y > 0 ? 1 : y + 1;
    case Activation::gelu:
      break;
  }
  return std::nan("");
}

/// In [−0.5, 0.5).
template <class Number>
Matrix<Number> numbers(std::size_t rows, std::size_t columns) {
  const auto uniform = test::uniform_samples(rows, columns);
  Matrix<Number> values(rows, columns);
  std::transform(uniform.values().begin(), uniform.values().end(), values.data(),
                 [](float x) { return from_float<Number>(x - 0.5F); });
  return values;
}

template <class Number>
constexpr double unit = sizeof(Number) == sizeof(float) ? 0x1p-22 : 0x1p-8;  // of rounding what is stored

class DeltaOf : public testing::TestWithParam<Activation> {};

template <class Number>
void expect_deltas(Activation activation) {
  constexpr std::size_t rows = 7;
  constexpr std::size_t columns = 1100;  // three blocks
  constexpr float scale = 0.125F;
  const auto truth = numbers<Number>(rows, columns);
  const auto outputs = numbers<Number>(rows + 1, columns);
  const auto derivative = test::uniform_samples(rows + 2, columns);
  auto found = outputs.clone();
  Matrix<Number> hidden(rows, columns);
  std::vector<float> sums(columns, 99.0F);
  std::vector<float> hidden_sums(columns, 99.0F);
  const auto output_rows = MatrixView<const Number>(outputs.data(), rows, columns);
  const double error =
      output_delta<Number>(truth.view(), activation, scale, {found.data(), rows, columns}, sums);
  hidden_delta<Number>(output_rows, activation, std::as_const(derivative).view().middle_rows(0, rows),
                       hidden.view(), hidden_sums);
  double expected_error = 0;
  for (std::size_t j = 0; j < columns; ++j) {
    double sum = 0;
    double hidden_sum = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      const double y = to_float(outputs(i, j));
      const double missed = y - to_float(truth(i, j));
      expected_error += missed * missed;
      const double delta = scale * missed * slope(activation, y);
      const double inner = derivative(i, j) * slope(activation, y);
      ASSERT_NEAR(to_float(found(i, j)), delta, unit<Number> * std::abs(delta) + 1e-8);
      ASSERT_NEAR(to_float(hidden(i, j)), inner, unit<Number> * std::abs(inner) + 1e-8);
      sum += delta;
      hidden_sum += inner;
    }
    ASSERT_NEAR(sums[j], sum, 1e-6) << "float sums, in either precision";
    ASSERT_NEAR(hidden_sums[j], hidden_sum, 4e-6);
  }
  // Sums of a block of 512 are float, one after the other without vectors.
  EXPECT_NEAR(error, expected_error, 512 * 0x1p-24 * expected_error);
}

TEST_P(DeltaOf, IsTheDefinition) {
  expect_deltas<float>(GetParam());
  expect_deltas<bfloat16>(GetParam());
}

TEST_P(DeltaOf, DoesNotDependOnThreads) {
  const auto truth = numbers<float>(9, 2100);
  const auto outputs = numbers<float>(10, 2100);
  const auto run = [&](int threads) {
    set_threads(threads);
    auto delta = outputs.clone();
    std::vector<float> bits(2100);
    bits.push_back(static_cast<float>(output_delta<float>(
        truth.view(), GetParam(), 1, {delta.data(), 9, 2100}, std::span(bits).first(2100))));
    bits.insert(bits.end(), delta.values().begin(), delta.values().end());
    return bits;
  };
  const auto one = run(1);
  EXPECT_EQ(one, run(2));
  EXPECT_EQ(one, run(3));
  set_threads(1);
}

INSTANTIATE_TEST_SUITE_P(Activations, DeltaOf, testing::ValuesIn(test::activations()),
                         [](const auto& one) { return to_string(one.param); });

}  // namespace
}  // namespace lampyris
