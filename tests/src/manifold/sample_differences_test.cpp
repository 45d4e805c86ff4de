// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/sample_differences.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

Matrix<float> some_numbers(std::size_t rows, std::size_t columns, std::uint64_t number) {
  Matrix<float> values(rows, columns);
  Random random(11, Stream::simulated_noise, number);
  for (float& value : values.values()) value = static_cast<float>(random.normal());
  return values;
}

// A code of 3 in a space of 6 directions, 20 genes, 15 landmarks.
ManifoldModel some_model(Kernel kernel) {
  ManifoldModel model;
  auto& manifold = model.manifold;
  manifold.code = 3;
  manifold.space.mean.assign(20, 0.4);
  manifold.space.directions = some_numbers(6, 20, 1);
  manifold.decoder = {kernel, 0.8, 2.5, some_numbers(15, 3, 2), some_numbers(15, 6, 3)};
  model.nodes = {some_numbers(1, 3, 4), some_numbers(3, 3, 5), some_numbers(3, 3, 6)};
  return model;
}

TEST(SampleDifferences, TheDifferenceOfTwoDecodes) {
  for (const Kernel kernel : {Kernel::matern32, Kernel::rbf}) {
    const auto model = some_model(kernel);
    const std::vector<double> from{0.3, -0.2, 0.5};
    Matrix<double> steps(2, 3);
    steps(0, 1) = 1.7;
    steps(1, 0) = -0.6;
    const auto found = sample_differences(model, from, steps.view());
    Matrix<float> activations(3, 3);
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t i = 0; i < 3; ++i) {
        activations(i, j) = static_cast<float>(from[j] + (i < 2 ? steps(i, j) : 0.0));
      }
    }
    const auto decoded = samples_of(model, activations.view());
    for (std::size_t i = 0; i < 2; ++i) {
      for (std::size_t g = 0; g < 20; ++g) {
        ASSERT_NEAR(found(i, g), static_cast<double>(decoded(i, g)) - static_cast<double>(decoded(2, g)),
                    2e-5);
      }
    }
  }
}

TEST(SampleDifferences, SmallStepsAreProportional) {
  const auto model = some_model(Kernel::matern32);
  const std::vector<double> from{0.3, -0.2, 0.5};
  Matrix<double> steps(2, 3);
  steps(0, 2) = 1e-8;
  steps(1, 2) = 2e-8;
  const auto found = sample_differences(model, from, steps.view());
  double largest = 0;
  for (const double value : found.row(1)) largest = std::max(largest, std::abs(value));
  ASSERT_GT(largest, 1e-9);
  for (std::size_t g = 0; g < 20; ++g) EXPECT_NEAR(2 * found(0, g), found(1, g), 1e-6 * largest);
}

}  // namespace
}  // namespace lampyris
