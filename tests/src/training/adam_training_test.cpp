// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "src/training/engines/fused_engine.hpp"
#include "src/training/engines/serial_engine.hpp"
#include "src/training/optimiser.hpp"
#include "src/training/training_state.hpp"
#include "tests/src/training/engines/engine_step.hpp"

namespace lampyris {
namespace {

struct Expected {
  std::string name;
  Activation hidden, output;
  std::array<double, 6> losses;
  std::array<double, 6> parameters;  // those of `shown`, after five updates
};

constexpr std::array<std::size_t, 6> shown{0, 13, 15, 22, 24, 34};

class AgainstPyTorch : public testing::TestWithParam<Expected> {
 protected:
  AgainstPyTorch() {
    Autoencoder autoencoder(shape);
    for (std::size_t k = 0; k < 35; ++k) {
      autoencoder.parameters()[k] = static_cast<float>(0.5 * std::sin(static_cast<double>(k + 1)));
    }
    take_from(autoencoder, layout, state.weights.values());
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t g = 0; g < 4; ++g) {
        samples(i, g) = static_cast<float>(
            0.5 + 0.4 * std::sin(1.3 * static_cast<double>(i) + 0.7 * static_cast<double>(g)));
      }
    }
  }

  void expect_training(Engine& engine) {
    OptimiserSettings settings;
    settings.schedule.rate = 0.01;
    std::vector<float> gradient(layout.size());
    for (std::size_t t = 0; t < 6; ++t) {
      const double error =
          test::forward_backward(engine, {samples.view(), samples.view(), {}, 3, 0}, gradient);
      EXPECT_NEAR(error / 12, GetParam().losses[t], 1e-6) << "update " << t;
      if (t == 5) break;
      update(
          {state.weights.values(), state.first_moment.values(), state.second_moment.values(), gradient, {}},
          layout, settings, t, 0);
    }
    Autoencoder trained(shape);
    put_into(trained, layout, state.weights.values());
    for (std::size_t i = 0; i < shown.size(); ++i) {
      EXPECT_NEAR(trained.parameters()[shown[i]], GetParam().parameters[i], 2e-6) << "parameter " << shown[i];
    }
  }

  const Architecture shape{4, {3, 2}, GetParam().hidden, GetParam().output};
  const ParameterLayout layout = gene_layout(shape, {0, 4});
  TrainingState state{layout.size()};
  Matrix<float> samples{3, 4};
};

// PyTorch 1.13 in float64: torch.optim.Adam(lr=0.01), LambdaLR(lambda t: 1 / (1 + 1e-6 * t)), F.mse_loss,
// five full batches of 3 samples; sizes 4-3-2-4; flat parameter k starts as 0.5 * sin(k + 1), sample i of
// gene g is 0.5 + 0.4 * sin(1.3 * i + 0.7 * g).
TEST_P(AgainstPyTorch, TheFusedEngineHasTheSameLossesAndWeights) {
  ASSERT_EQ(shape.parameters(), 35U);
  SingleGeneAxis axis(gene_axis_sizes<float>(shape, 3));
  SingleSampleAxis sample_axis;
  const SingleWorld world;
  FusedEngine<float> engine(layout, state.weights.values(), 3, {axis, sample_axis, world});
  expect_training(engine);
}

TEST_P(AgainstPyTorch, TheSerialEngineHasTheSameLossesAndWeights) {
  SerialEngine engine(layout, state.weights.values(), 3);
  expect_training(engine);
}

INSTANTIATE_TEST_SUITE_P(
    Activations, AgainstPyTorch,
    testing::Values(
        Expected{"sigmoid",
                 Activation::sigmoid,
                 Activation::sigmoid,
                 {0.069253410, 0.068390301, 0.067596924, 0.066868071, 0.066198117, 0.065582075},
                 {0.468987442, 0.544915373, -0.193554017, -0.463943471, -0.016622598, -0.262607881}},
        Expected{"linear",
                 Activation::linear,
                 Activation::linear,
                 {0.208392541, 0.193601696, 0.181020916, 0.170326419, 0.160985484, 0.152436604},
                 {0.469382973, 0.450463730, -0.103378787, -0.471066110, -0.062236072, -0.164470481}},
        Expected{"mixed",
                 Activation::sigmoid,
                 Activation::linear,
                 {0.268721976, 0.250861789, 0.234023008, 0.218206970, 0.203406870, 0.189608129},
                 {0.469453311, 0.445845726, -0.093788590, -0.471904491, -0.016468252, -0.164357107}}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace lampyris
