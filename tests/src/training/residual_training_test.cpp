// SPDX-License-Identifier: Apache-2.0
// Small residual networks against PyTorch (tests/reference/residual_pytorch.py): layer norm, dropout and
// noise on the code, forward and backward, AdamW's decay, the cosine schedule, pinned weights and the moving
// average.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "src/autoencoder/residual_start.hpp"
#include "src/training/batches/resident_batches.hpp"
#include "src/training/engines/fused_engine.hpp"
#include "src/training/engines/serial_engine.hpp"
#include "src/training/trainer.hpp"
#include "tests/src/training/engines/engine_step.hpp"
#include "tests/src/training/residual_values.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 5;
constexpr std::size_t count = 3;  // of samples
constexpr std::size_t updates = 6;

// Σ cos(j) v_j, in which every element counts.
double number_of(std::span<const float> values) {
  double sum = 0;
  for (std::size_t j = 0; j < values.size(); ++j) sum += std::cos(static_cast<double>(j)) * values[j];
  return sum;
}

Architecture shape_of(const test::ResidualValues& one) {
  Architecture plain{genes, {}, one.hidden, Activation::linear};
  plain.normalised = one.normalised;
  return residual_architecture(plain, {{4, 3}, 2});
}

class ResidualTraining : public testing::TestWithParam<test::ResidualValues> {
 protected:
  ResidualTraining() {
    Autoencoder autoencoder(shape);
    const auto parameters = autoencoder.parameters();
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      parameters[k] = static_cast<float>(0.5 * std::sin(static_cast<double>(k + 1)));
    }
    take_from(autoencoder, layout, state.weights.values());
    for (const PinnedWeight& pinned : pinned_weights(layout)) {
      state.weights.values()[pinned.at] = pinned.value;
    }
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t g = 0; g < genes; ++g) {
        samples(i, g) = static_cast<float>(
            0.5 + 0.4 * std::sin(1.3 * static_cast<double>(i) + 0.7 * static_cast<double>(g)));
      }
    }
  }

  // In the order of the file: of each dense layer the weights from input to output, then the bias.
  void expect_pieces(std::span<const float> values, const std::array<double, 12>& expected,
                     double tolerance) const {
    Autoencoder autoencoder(shape);
    put_into(autoencoder, layout, values);
    const std::span<const float> flat = autoencoder.parameters();
    for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
      const std::size_t weights = shape.inputs(dense) * shape.outputs(dense);
      EXPECT_NEAR(number_of(flat.subspan(shape.weight_offset(dense), weights)), expected[2 * dense],
                  tolerance)
          << "weights " << dense;
      EXPECT_NEAR(number_of(flat.subspan(shape.bias_offset(dense), shape.outputs(dense))),
                  expected[2 * dense + 1], tolerance)
          << "bias " << dense;
    }
  }

  void expect_first_step(Engine& engine, double tolerance) {
    const std::array<std::uint32_t, count> members{0, 1, 2};
    std::vector<float> gradient(layout.size(), 99.0F);
    const Batch batch{samples.view(), samples.view(), members, count, 0};
    const double loss = test::forward_backward(engine, batch, gradient) / (count * genes);
    EXPECT_NEAR(loss, GetParam().losses[0], tolerance);
    expect_pieces(gradient, GetParam().gradient, tolerance);
    const auto back = std::get<MatrixView<const float>>(engine.reconstruct(samples.view()));
    std::vector<float> flat;
    for (std::size_t i = 0; i < count; ++i) flat.insert(flat.end(), back.row(i).begin(), back.row(i).end());
    EXPECT_NEAR(number_of(flat), GetParam().back[0], tolerance);
  }

  void expect_training(Engine& engine, double tolerance) {
    Trainer::Settings settings{updates, 0, {}, 0.9};
    settings.optimiser.method = Method::adamw;
    settings.optimiser.weight_decay = 0.1;
    settings.optimiser.schedule = {.kind = Schedule::Kind::cosine, .rate = 0.02, .updates = updates};
    ResidentBatches<float> batches(samples.view(), {0, count}, {count, count, 1});
    const Matrix<float> none(0, genes);
    const SingleWorld world;
    Trainer trainer(settings, {batches, none.view(), 0, 0, std::vector<double>(genes, 0.5), 1}, engine,
                    world);
    static_cast<void>(trainer.run(state, {}));
    ASSERT_EQ(state.position.history.size(), updates);
    for (std::size_t t = 0; t < updates; ++t) {
      EXPECT_NEAR(state.position.history[t].loss_train, GetParam().losses[t], tolerance) << "update " << t;
    }
    expect_pieces(state.weights.values(), GetParam().weights, tolerance);
    expect_pieces(state.average.values(), GetParam().average, tolerance);
  }

  const HiddenNoise noise{GetParam().dropout, GetParam().code_noise, {2.0, 0.5}, 12};
  const Architecture shape = shape_of(GetParam());
  const ParameterLayout layout = gene_layout(shape, {0, genes});
  TrainingState state{layout.size(), true};
  Matrix<float> samples{count, genes};
};

// In double but for what is stored.
TEST_P(ResidualTraining, TheSerialEngineHasTheValuesOfPyTorch) {
  SerialEngine engine(layout, state.weights.values(), count, noise);
  expect_first_step(engine, 1e-6);
  expect_training(engine, 1e-6);
}

// In float, whose rounding passes through seven products.
TEST_P(ResidualTraining, TheFusedEngineHasTheValuesOfPyTorch) {
  SingleGeneAxis axis(gene_axis_sizes<float>(shape, count));
  SingleSampleAxis sample_axis;
  const SingleWorld world;
  FusedEngine<float> engine(layout, state.weights.values(), count, {axis, sample_axis, world}, {{}, noise});
  expect_first_step(engine, 5e-6);
  expect_training(engine, 5e-6);
}

INSTANTIATE_TEST_SUITE_P(PyTorch, ResidualTraining, testing::ValuesIn(test::residual_values()),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace lampyris
