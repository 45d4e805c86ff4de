// SPDX-License-Identifier: Apache-2.0
// The engine that the others are held against, held against finite differences and plain definitions.
#include "src/training/engines/serial_engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <tuple>
#include <vector>

#include "tests/src/training/engines/engine_data.hpp"
#include "tests/src/training/engines/engine_step.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 11;
constexpr std::size_t rows = 3;
constexpr std::size_t batch_size = 5;  // the other two are elsewhere

using Case = std::tuple<test::NamedWidths, Activation, Activation>;

class SerialEngineOf : public testing::TestWithParam<Case> {
 protected:
  const Architecture shape{genes, std::get<0>(GetParam()).widths, std::get<1>(GetParam()),
                           std::get<2>(GetParam()), std::get<0>(GetParam()).tied};
  const ParameterLayout layout = gene_layout(shape, {0, genes});
  Matrix<float> weights = test::random_weights(layout);
  const Matrix<float> samples = test::uniform_samples(rows, genes);
  SerialEngine engine{layout, weights.values(), rows};
  const Batch batch{samples.view(), samples.view(), {}, batch_size, 0};
};

TEST_P(SerialEngineOf, ErrorAndReconstructionAreThoseOfTheAutoencoder) {
  Autoencoder autoencoder(shape);
  put_into(autoencoder, layout, weights.values());
  const auto expected = propagate(autoencoder, samples.view(), 0, shape.dense_layers());
  const auto found = std::get<MatrixView<const float>>(engine.reconstruct(samples.view()));
  ASSERT_EQ(found.rows(), rows);
  double error = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t g = 0; g < genes; ++g) {
      EXPECT_NEAR(found(i, g), expected(i, g), 1e-5);
      error += std::pow(static_cast<double>(found(i, g)) - samples(i, g), 2);
    }
  }
  std::vector<float> gradient(layout.size());
  EXPECT_NEAR(test::forward_backward(engine, batch, gradient), error, 1e-6 * error);
}

// Every parameter. The engine sums in double, but weights are float: so the nudge is what a float makes of
// it.
TEST_P(SerialEngineOf, GradientAgreesWithFiniteDifferences) {
  std::vector<float> gradient(layout.size(), 99.0F);  // it must overwrite
  test::forward_backward(engine, batch, gradient);
  std::vector<float> ignored(layout.size());
  constexpr double values = batch_size * genes;
  for (const ParameterPiece& piece : layout.pieces()) {
    double largest = 0;
    for (std::size_t i = piece.offset; i < piece.offset + piece.size(); ++i) {
      const float weight = weights.values()[i];
      const float above = weight + 0x1p-13F;
      const float below = weight - 0x1p-13F;
      weights.values()[i] = above;
      const double loss_above = test::forward_backward(engine, batch, ignored) / values;
      weights.values()[i] = below;
      const double loss_below = test::forward_backward(engine, batch, ignored) / values;
      weights.values()[i] = weight;
      const double slope = (loss_above - loss_below) / (static_cast<double>(above) - below);
      ASSERT_NEAR(gradient[i], slope, 1e-5 * std::abs(slope) + 1e-9) << test::name_of(piece) << ", at " << i;
      largest = std::max(largest, std::abs(slope));
    }
    EXPECT_GT(largest, 1e-5) << "nothing is compared in " << test::name_of(piece);
  }
}

TEST_P(SerialEngineOf, GradientIsTheSumOverParts) {
  std::vector<float> whole(layout.size());
  std::vector<float> first(layout.size());
  std::vector<float> second(layout.size());
  const double error = test::forward_backward(engine, batch, whole);
  const double error_first = test::forward_backward(
      engine, {samples.view().middle_rows(0, 1), samples.view().middle_rows(0, 1), {}, batch_size, 0}, first);
  const double error_second = test::forward_backward(
      engine, {samples.view().middle_rows(1, 2), samples.view().middle_rows(1, 2), {}, batch_size, 0},
      second);
  EXPECT_NEAR(error_first + error_second, error, 1e-12 * error);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_NEAR(first[i] + second[i], whole[i], 1e-6 * (std::abs(first[i]) + std::abs(second[i])));
  }
  EXPECT_EQ(
      test::forward_backward(
          engine, {samples.view().middle_rows(0, 0), samples.view().middle_rows(0, 0), {}, batch_size, 0},
          first),
      0);
  EXPECT_EQ(first, std::vector<float>(layout.size()));
}

INSTANTIATE_TEST_SUITE_P(Networks, SerialEngineOf,
                         testing::Combine(testing::ValuesIn(test::networks()),
                                          testing::ValuesIn(test::hidden_activations()),
                                          testing::Values(Activation::sigmoid, Activation::linear)),
                         [](const auto& one) {
                           return std::get<0>(one.param).name + "_" + to_string(std::get<1>(one.param)) +
                                  "_" + to_string(std::get<2>(one.param));
                         });

TEST(SerialEngine, NamesTheFirstBrokenLayer) {
  const Architecture shape{6, {4, 3}, Activation::linear, Activation::linear};
  const auto layout = gene_layout(shape, {0, 6});
  auto weights = test::random_weights(layout);
  auto samples = test::uniform_samples(2, 6);
  SerialEngine engine(layout, weights.values(), 2);
  constexpr float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(engine.first_broken_layer(samples.view()), 4U);
  weights.values()[layout.bias(2).offset + 5] = infinity;
  EXPECT_EQ(engine.first_broken_layer(samples.view()), 3U);
  weights.values()[layout.bias(1).offset] = infinity;
  EXPECT_EQ(engine.first_broken_layer(samples.view()), 2U);
  samples(1, 1) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(engine.first_broken_layer(samples.view()), 0U);
}

TEST(SerialEngine, NeedsAllGenes) {
  const auto layout = gene_layout({6, {4}}, {0, 5});
  const Matrix<float> weights(1, layout.size());
  EXPECT_THROW(SerialEngine(layout, weights.values(), 2), std::logic_error);
}

}  // namespace
}  // namespace lampyris
