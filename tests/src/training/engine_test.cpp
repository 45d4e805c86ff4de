// The engines against each other, and the plain one against finite differences of the loss.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "src/base/random.hpp"
#include "src/training/fused_engine.hpp"
#include "src/training/serial_engine.hpp"

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
        engine(layout, weights, rows, {genes, samples, world}, sparsity) {}
  SingleGeneAxis genes;
  SingleSampleAxis samples;
  SingleWorld world;
  FusedEngine<Number> engine;
};

double norm(std::span<const float> values) {
  return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

// Piece by piece, lest the small gradients of early layers drown.
void expect_close(const ParameterLayout& layout, std::span<const float> mine, std::span<const float> due,
                  double tolerance) {
  for (const auto& piece : layout.pieces()) {
    const auto a = mine.subspan(piece.offset, piece.size());
    const auto b = due.subspan(piece.offset, piece.size());
    std::vector<float> difference(a.begin(), a.end());
    for (std::size_t i = 0; i < b.size(); ++i) difference[i] -= b[i];
    ASSERT_GT(norm(b), 0);
    EXPECT_LT(norm(difference), tolerance * norm(b)) << "step " << piece.step << (piece.bias ? " bias" : "");
  }
}

const std::vector<std::vector<std::size_t>> widths_free{{9}, {17, 9, 21}};
const std::vector<std::vector<std::size_t>> widths_tied{{9}, {12, 12}, {17, 9, 17}};

class EngineOf : public testing::TestWithParam<Activation> {
 protected:
  static std::vector<Architecture> shapes() {
    std::vector<Architecture> all;
    for (const auto output : {Activation::sigmoid, Activation::linear}) {
      for (const auto& widths : widths_free) all.push_back({300, widths, GetParam(), output});
      for (const auto& widths : widths_tied) all.push_back({300, widths, GetParam(), output, true});
    }
    return all;
  }
};

TEST_P(EngineOf, FusedIsThatOfPlainLoopsInDouble) {
  const auto samples = uniform(13, 300);
  const auto noisy = uniform(14, 300);
  for (const auto& shape : shapes()) {
    const auto layout = gene_layout(shape, {0, 300});
    const auto weights = random_weights(layout);
    SerialEngine serial(layout, weights, 13);
    Alone<float> fused(layout, weights, 20);
    Batch batch = batch_of(samples);
    for (const bool corrupted : {false, true}) {
      if (corrupted) batch.inputs = noisy.view().middle_rows(0, 13);
      std::vector<float> due(layout.size());
      std::vector<float> mine(layout.size(), 99.0F);  // it must overwrite
      const double error = serial.compute(batch, due);
      EXPECT_NEAR(fused.engine.compute(batch, mine), error, 1e-5 * error);
      expect_close(layout, mine, due, 2e-5);
    }
  }
}

TEST_P(EngineOf, FusedInBfloat16IsCloseToIt) {
  const auto samples = uniform<bfloat16>(64, 300);
  Matrix<float> exact(64, 300);
  for (std::size_t i = 0; i < samples.size(); ++i) exact.data()[i] = to_float(samples.data()[i]);
  const Architecture shape{300, {24, 12, 24}, GetParam(), Activation::sigmoid};
  const auto layout = gene_layout(shape, {0, 300});
  const auto weights = random_weights(layout);
  SerialEngine serial(layout, weights, 64);
  Alone<bfloat16> fused(layout, weights, 64);
  std::vector<float> due(layout.size());
  std::vector<float> mine(layout.size());
  const double error = serial.compute(batch_of(exact), due);
  EXPECT_NEAR(fused.engine.compute(batch_of(samples), mine), error, 0.01 * error);
  // Eight bits a number, through four layers and back; the sums themselves lose nothing.
  expect_close(layout, mine, due, 0.05);
}

TEST_P(EngineOf, SerialAgreesWithFiniteDifferences) {
  const auto samples = uniform(7, 300);
  for (const auto& shape : shapes()) {
    const auto layout = gene_layout(shape, {0, 300});
    auto weights = random_weights(layout);
    SerialEngine serial(layout, weights, 7);
    std::vector<float> gradient(layout.size());
    std::vector<float> ignored(layout.size());
    serial.compute(batch_of(samples), gradient);
    const auto loss = [&] { return serial.compute(batch_of(samples), ignored) / (7.0 * 300); };
    for (const auto& piece : layout.pieces()) {
      // The element of largest slope: its difference is the least drowned in rounding.
      std::size_t at = piece.offset;
      for (std::size_t i = 0; i < piece.size(); ++i) {
        if (std::abs(gradient[piece.offset + i]) > std::abs(gradient[at])) at = piece.offset + i;
      }
      const float before = weights[at];
      constexpr float nudge = 0x1p-14F;  // small, lest relu bends inside it
      weights[at] = before + nudge;
      const double above = loss();
      weights[at] = before - nudge;
      const double below = loss();
      weights[at] = before;
      EXPECT_NEAR(gradient[at], (above - below) / (2.0 * static_cast<double>(nudge)),
                  2e-3 * std::abs(gradient[at]))
          << "step " << piece.step;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Activations, EngineOf,
                         testing::Values(Activation::sigmoid, Activation::linear, Activation::tanh,
                                         Activation::relu, Activation::leaky_relu, Activation::elu),
                         [](const auto& one) { return to_string(one.param); });

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
      double sum = serial.compute(batch_of(samples), ignored) / (9.0 * 40);
      Autoencoder autoencoder(shape);
      put_into(autoencoder, layout, weights);
      for (std::size_t layer = 1; layer <= 2; ++layer) {
        const auto codes = encode(autoencoder, samples.view(), layer);
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
    fused.engine.compute(batch_of(samples), gradient);
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

TEST(FusedEngine, IsZeroWithoutSamples) {
  const auto layout = gene_layout({8, {4, 3}}, {0, 8});
  const auto weights = random_weights(layout);
  Alone<float> fused(layout, weights, 1);
  std::vector<float> mine(layout.size(), 99.0F);
  const MatrixView<const float> none(nullptr, 0, 8);
  EXPECT_EQ(fused.engine.compute({none, none, {}, 5, 0}, mine), 0);
  for (const auto& piece : layout.pieces()) {
    EXPECT_EQ(norm(std::span(mine).subspan(piece.offset, piece.size())), 0);
  }
}

TEST(FusedEngine, NamesTheFirstBrokenLayer) {
  const Architecture shape{6, {4, 3}, Activation::linear, Activation::linear};
  const auto layout = gene_layout(shape, {0, 6});
  auto weights = random_weights(layout);
  auto samples = uniform(2, 6);
  Alone<float> fused(layout, weights, 2);
  SerialEngine serial(layout, weights, 2);
  const auto expect_both = [&](std::size_t layer) {
    EXPECT_EQ(fused.engine.first_broken_layer(samples.view()), layer);
    EXPECT_EQ(serial.first_broken_layer(samples.view()), layer);
  };
  expect_both(4);
  weights[layout.bias(1).offset] = std::numeric_limits<float>::infinity();
  expect_both(2);
  samples(1, 1) = std::numeric_limits<float>::quiet_NaN();
  expect_both(0);
}

}  // namespace
}  // namespace lampyris
