// SPDX-License-Identifier: Apache-2.0
// Penalties on the loss and corruption of its inputs, by finite differences.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "src/base/random.hpp"
#include "src/training/engines/fused_engine.hpp"
#include "src/training/engines/serial_engine.hpp"
#include "tests/src/training/engines/engine_step.hpp"

namespace lampyris {
namespace {

template <class Number = float>
Matrix<Number> uniform(std::size_t rows, std::size_t columns) {
  Matrix<Number> values(rows, columns);
  Random random(5, Stream::simulated_noise, rows);
  for (Number& value : values.values()) value = from_float<Number>(static_cast<float>(random.uniform()));
  return values;
}

/// Weights of the start, and biases that are not zero.
std::vector<float> random_weights(const ParameterLayout& layout) {
  std::vector<float> weights(layout.size());
  initialise(layout, 2, weights);
  Random random(6, Stream::simulated_noise, 0);
  for (const auto& piece : layout.pieces()) {
    if (!piece.bias) continue;
    for (float& bias : std::span(weights).subspan(piece.offset, piece.size())) {
      bias = static_cast<float>(random.normal() * 0.3);
    }
  }
  return weights;
}

template <class Number>
Batch batch_of(const Matrix<Number>& samples) {
  return {samples.view(), samples.view(), {}, samples.rows(), 0};
}

/// A FusedEngine of one rank.
template <class Number>
struct Alone {
  Alone(const ParameterLayout& layout, std::span<const float> weights, std::size_t rows,
        const Sparsity& sparsity = {})
      : genes(gene_axis_sizes<Number>(layout.architecture(), rows)),
        engine(layout, weights, rows, {genes, samples, world}, {sparsity}) {}
  SingleGeneAxis genes;
  SingleSampleAxis samples;
  SingleWorld world;
  FusedEngine<Number> engine;
};

// The encoded and the compared samples may differ, as in denoising.
TEST(CorruptedInputs, AreEncodedAndTheTruthIsComparedWith) {
  const Architecture shape{40, {6, 5}};
  const auto layout = gene_layout(shape, {0, 40});
  const auto weights = random_weights(layout);
  const auto samples = uniform(9, 40);
  const auto noisy = uniform(10, 40);
  Batch batch = batch_of(samples);
  batch.inputs = noisy.view().middle_rows(0, 9);
  SerialEngine serial(layout, weights, 9);
  Alone<float> fused(layout, weights, 9);
  std::vector<float> clean(layout.size());
  std::vector<float> due(layout.size());
  std::vector<float> mine(layout.size());
  test::forward_backward(serial, batch_of(samples), clean);
  const double error = test::forward_backward(serial, batch, due);
  EXPECT_NEAR(test::forward_backward(fused.engine, batch, mine), error, 1e-5 * error);
  EXPECT_NE(clean, due);
  for (std::size_t i = 0; i < due.size(); ++i) ASSERT_NEAR(mine[i], due[i], 1e-6) << i;
  // The loss by finite differences: decode(encode(inputs)) against the samples.
  auto moved = weights;
  SerialEngine at(layout, moved, 9);
  const std::size_t one = layout.weights(0).offset + 3;
  constexpr float nudge = 0x1p-8F;
  moved[one] = weights[one] + nudge;
  const double above = test::forward_backward(at, batch, clean);
  moved[one] = weights[one] - nudge;
  const double below = test::forward_backward(at, batch, clean);
  const double slope = (above - below) / (9.0 * 40) / (2.0 * static_cast<double>(nudge));
  EXPECT_NEAR(due[one], slope, 3e-3 * std::abs(slope) + 1e-7);
}

// The penalties, by finite differences of the penalised loss: activations come from the weights alone.
TEST(Sparsity, AddsItsDerivative) {
  const Architecture shape{40, {6, 5}, Activation::sigmoid, Activation::sigmoid};
  const auto layout = gene_layout(shape, {0, 40});
  auto weights = random_weights(layout);
  const auto samples = uniform(9, 40);
  SerialEngine serial(layout, weights, 9);
  for (const auto kind : {Sparsity::Kind::l1, Sparsity::Kind::kl}) {
    const Sparsity sparsity{kind, 0.3, 0.1};
    const auto loss = [&] {
      std::vector<float> ignored(layout.size());
      double sum = test::forward_backward(serial, batch_of(samples), ignored) / (9.0 * 40);
      Autoencoder autoencoder(shape);
      put_into(autoencoder, layout, weights);
      for (std::size_t layer = 1; layer <= 2; ++layer) {
        const auto codes = propagate(autoencoder, samples.view(), 0, layer);
        for (std::size_t j = 0; j < codes.columns(); ++j) {
          double mean = 0;
          for (std::size_t i = 0; i < codes.rows(); ++i) mean += codes(i, j) / 9.0;
          const double p = sparsity.target;
          sum += sparsity.weight * (kind == Sparsity::Kind::l1
                                        ? mean
                                        : p * std::log(p / mean) + (1 - p) * std::log((1 - p) / (1 - mean)));
        }
      }
      return sum;
    };
    Alone<float> fused(layout, weights, 9, sparsity);
    std::vector<float> gradient(layout.size());
    test::forward_backward(fused.engine, batch_of(samples), gradient);
    for (const std::size_t at : {layout.weights(0).offset + 3, layout.bias(0).offset + 1,
                                 layout.weights(1).offset + 7, layout.bias(1).offset + 2}) {
      const float before = weights[at];
      constexpr float nudge = 0x1p-6F;
      weights[at] = before + nudge;
      const double above = loss();
      weights[at] = before - nudge;
      const double below = loss();
      weights[at] = before;
      const double slope = (above - below) / (2.0 * static_cast<double>(nudge));
      EXPECT_NEAR(gradient[at], slope, 3e-3 * std::abs(slope) + 1e-6);
    }
  }
}

}  // namespace
}  // namespace lampyris
