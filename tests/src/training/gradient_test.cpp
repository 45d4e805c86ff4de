#include "src/training/gradient.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <vector>

#include "src/base/random.hpp"
#include "tests/src/training/reference_network.hpp"

namespace lampyris {
namespace {

Matrix<float> uniform(std::size_t rows, std::size_t columns) {
  Matrix<float> values(rows, columns);
  Random random(5, Stream::simulated_noise, rows);
  for (float& value : values.values()) value = static_cast<float>(random.uniform());
  return values;
}

Autoencoder random_autoencoder(const Architecture& shape) {
  Autoencoder autoencoder(shape);
  initialise(autoencoder, 2);
  Random random(6, Stream::simulated_noise, 0);
  for (std::size_t step = 0; step < shape.steps(); ++step) {
    for (float& bias : autoencoder.parameters().subspan(shape.bias_offset(step), shape.outputs(step))) {
      bias = static_cast<float>(random.normal() * 0.3);
    }
  }
  return autoencoder;
}

double norm(const std::vector<double>& values) {
  return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

class GradientOf : public testing::TestWithParam<std::tuple<Activation, Activation>> {
 protected:
  const Architecture shape{600, {17, 9, 21}, std::get<0>(GetParam()), std::get<1>(GetParam())};
  const Autoencoder autoencoder = random_autoencoder(shape);
  const std::vector<double> parameters{autoencoder.parameters().begin(), autoencoder.parameters().end()};
  const Matrix<float> samples = uniform(13, 600);
};

TEST_P(GradientOf, IsThatOfPlainLoopsInDouble) {
  const auto expected = test::reference_gradient(shape, parameters, samples.view(), 13);
  Gradient gradient(shape, 20);
  std::vector<float> mine(shape.parameters(), 99.0F);  // it must overwrite
  const double error = gradient.compute(autoencoder, {samples.view(), 13}, mine);
  EXPECT_NEAR(error, expected.error, 1e-5 * expected.error);
  // Layer by layer, lest the small gradients of early layers drown.
  for (std::size_t step = 0; step < shape.steps(); ++step) {
    std::vector<double> difference;
    std::vector<double> size;
    for (std::size_t i = shape.weight_offset(step); i < shape.weight_offset(step + 1); ++i) {
      difference.push_back(mine[i] - expected.gradient[i]);
      size.push_back(expected.gradient[i]);
    }
    ASSERT_GT(norm(size), 0);
    EXPECT_LT(norm(difference), 1e-5 * norm(size)) << "step " << step;
  }
}

TEST_P(GradientOf, AgreesWithFiniteDifferences) {
  Gradient gradient(shape, 13);
  std::vector<float> mine(shape.parameters());
  gradient.compute(autoencoder, {samples.view(), 13}, mine);
  const auto loss = [&](const std::vector<double>& at) {
    return test::reference_gradient(shape, at, samples.view(), 13).error / (13.0 * 600);
  };
  constexpr double nudge = 1e-5;
  for (std::size_t step = 0; step < shape.steps(); ++step) {
    for (const std::size_t i : {shape.weight_offset(step) + 7, shape.bias_offset(step) + 3}) {
      auto above = parameters;
      auto below = parameters;
      above[i] += nudge;
      below[i] -= nudge;
      const double slope = (loss(above) - loss(below)) / (2 * nudge);
      EXPECT_NEAR(mine[i], slope, 1e-4 * std::abs(slope) + 1e-9) << "step " << step << ", parameter " << i;
    }
  }
}

TEST_P(GradientOf, IsTheSumOverRanks) {
  Gradient gradient(shape, 13);
  std::vector<float> whole(shape.parameters());
  const double error = gradient.compute(autoencoder, {samples.view(), 13}, whole);
  std::vector<float> first(shape.parameters());
  std::vector<float> second(shape.parameters());
  const double error_first = gradient.compute(autoencoder, {samples.view().middle_rows(0, 4), 13}, first);
  const double error_second = gradient.compute(autoencoder, {samples.view().middle_rows(4, 9), 13}, second);
  EXPECT_NEAR(error_first + error_second, error, 1e-6 * error);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    ASSERT_NEAR(first[i] + second[i], whole[i], 1e-6 * std::abs(whole[i]) + 1e-7) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Activations, GradientOf,
                         testing::Combine(testing::Values(Activation::sigmoid, Activation::linear),
                                          testing::Values(Activation::sigmoid, Activation::linear)),
                         [](const auto& one) {
                           return to_string(std::get<0>(one.param)) + "_" + to_string(std::get<1>(one.param));
                         });

TEST(Gradient, IsZeroWithoutSamples) {
  const Architecture shape{8, {4}};
  const Autoencoder autoencoder = random_autoencoder(shape);
  Gradient gradient(shape, 0);
  std::vector<float> mine(shape.parameters(), 99.0F);
  EXPECT_EQ(gradient.compute(autoencoder, {MatrixView<const float>(nullptr, 0, 8), 5}, mine), 0);
  EXPECT_EQ(mine, std::vector<float>(shape.parameters()));
}

TEST(Gradient, NamesTheFirstBrokenLayer) {
  const Architecture shape{6, {4, 3}, Activation::linear, Activation::linear};
  Autoencoder autoencoder = random_autoencoder(shape);
  auto samples = uniform(2, 6);
  Gradient gradient(shape, 2);
  EXPECT_EQ(gradient.first_broken_layer(autoencoder, samples.view()), 4U);
  autoencoder.parameters()[shape.bias_offset(1)] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(gradient.first_broken_layer(autoencoder, samples.view()), 2U);
  samples(1, 1) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(gradient.first_broken_layer(autoencoder, samples.view()), 0U);
}

}  // namespace
}  // namespace lampyris
