// SPDX-License-Identifier: Apache-2.0
#include "src/training/trainer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "src/base/error.hpp"
#include "src/training/batches/resident_batches.hpp"
#include "src/training/engines/fused_engine.hpp"
#include "src/training/engines/serial_engine.hpp"
#include "tests/src/training/factor_samples.hpp"
#include "tests/support/bfloat16_products.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 40;
constexpr std::size_t samples = 90;

enum class With { fused, fused_bf16, serial };

Trainer::Settings settings_of(std::size_t epochs, std::size_t patience, double rate) {
  Trainer::Settings settings{epochs, patience, {}};
  settings.optimiser.schedule.rate = rate;
  return settings;
}

class TrainerAlone : public testing::Test {
 protected:
  TrainingEnd train(TrainingState& state, const Trainer::Settings& settings,
                    const Trainer::Hooks& hooks = {}) {
    switch (with) {
      case With::fused:
        return run_fused<float>(state, settings, hooks);
      case With::fused_bf16:
        return run_fused<bfloat16>(state, settings, hooks);
      case With::serial:
        break;
    }
    SerialEngine engine(layout, state.weights.values(), 16);
    return run<float>(engine, state, settings, hooks);
  }

  [[nodiscard]] TrainingState fresh() const {
    TrainingState state(layout.size());
    initialise(layout, 1, state.weights.values());
    return state;
  }
  [[nodiscard]] Autoencoder autoencoder_of(const TrainingState& state) const {
    Autoencoder autoencoder(shape);
    put_into(autoencoder, layout, state.weights.values());
    return autoencoder;
  }

  Architecture shape{genes, {12, 6}};
  ParameterLayout layout = gene_layout(shape, {0, genes});
  Matrix<float> training = test::factor_samples(0, samples, genes);
  Matrix<float> heldout = test::factor_samples(samples, 20, genes);
  bool with_heldout = true;
  With with = With::fused;

 private:
  template <class Number>
  TrainingEnd run_fused(TrainingState& state, const Trainer::Settings& settings,
                        const Trainer::Hooks& hooks) {
    SingleGeneAxis axis(gene_axis_sizes<Number>(shape, 16));
    SingleSampleAxis sample_axis;
    const SingleWorld alone;
    FusedEngine<Number> engine(layout, state.weights.values(), 16, {axis, sample_axis, alone});
    return run<Number>(engine, state, settings, hooks);
  }

  template <class Number>
  TrainingEnd run(Engine& engine, TrainingState& state, const Trainer::Settings& settings,
                  const Trainer::Hooks& hooks) {
    const auto mine = test::as_numbers<Number>(training);
    const auto out = test::as_numbers<Number>(heldout);
    const std::size_t count = with_heldout ? heldout.rows() : 0;
    ResidentBatches<Number> batches(mine.view(), {0, samples}, {samples, 16, 3});
    const SingleWorld world;
    const auto means = test::column_means(training);
    Trainer trainer(settings,
                    {batches, std::as_const(out).view().middle_rows(0, count), count, 0, means,
                     test::total(training, means)},
                    engine, world);
    return trainer.run(state, hooks);
  }
};

std::vector<float> weights_of(const TrainingState& state) {
  return {state.weights.values().begin(), state.weights.values().end()};
}

TEST_F(TrainerAlone, LearnsToReconstruct) {
  auto state = fresh();
  std::size_t steps = 0;
  Trainer::Hooks hooks;
  hooks.step_done = [&] { ++steps; };
  const auto settings = settings_of(150, 0, 1e-2);
  EXPECT_EQ(train(state, settings, hooks), TrainingEnd::all_epochs);
  EXPECT_EQ(steps, 150 * 6U);
  const auto& history = state.position.history;
  ASSERT_EQ(history.size(), 150U);
  EXPECT_LT(history.back().loss_train, 0.2 * history.front().loss_train);
  EXPECT_GT(history.back().r2_heldout, 0.8);
  EXPECT_EQ(history.back().epoch, 150U);
  EXPECT_EQ(history.back().step, 900U);
  EXPECT_DOUBLE_EQ(history.back().rate, settings.optimiser.schedule.at(899));
  EXPECT_GT(history.back().samples_per_second, 0);
}

TEST_F(TrainerAlone, LearnsWithTiedWeights) {
  shape = {genes, {12}, Activation::tanh, Activation::sigmoid, true};
  layout = gene_layout(shape, {0, genes});
  auto state = fresh();
  train(state, settings_of(150, 0, 1e-2));
  EXPECT_GT(state.position.history.back().r2_heldout, 0.8);
  const auto autoencoder = autoencoder_of(state);
  for (std::size_t g = 0; g < genes; ++g) {
    for (std::size_t j = 0; j < 12; ++j) {
      EXPECT_EQ(autoencoder.weights(0)(g, j), autoencoder.weights(1)(j, g));
    }
  }
}

TEST_F(TrainerAlone, HasTheSameLossesWithEveryEngine) {
  const auto settings = settings_of(12, 0, 5e-3);
  auto fused = fresh();
  train(fused, settings);
  auto serial = fresh();
  with = With::serial;
  train(serial, settings);
  const auto& expected = serial.position.history;
  ASSERT_EQ(fused.position.history.size(), expected.size());
  EXPECT_LT(expected.back().loss_train, 0.9 * expected.front().loss_train);
  for (std::size_t e = 0; e < expected.size(); ++e) {
    EXPECT_NEAR(fused.position.history[e].loss_train, expected[e].loss_train, 1e-5 * expected[e].loss_train);
    EXPECT_NEAR(fused.position.history[e].r2_heldout, expected[e].r2_heldout, 1e-5);
  }
  if (!test::has_bfloat16_products()) return;
  auto low = fresh();
  with = With::fused_bf16;
  train(low, settings);
  EXPECT_NE(weights_of(low), weights_of(fused));
  // Roundings of 2⁻⁸ here and there; losses are means over many of them.
  for (std::size_t e = 0; e < expected.size(); ++e) {
    EXPECT_NEAR(low.position.history[e].loss_train, expected[e].loss_train, 5e-3 * expected[e].loss_train);
    EXPECT_NEAR(low.position.history[e].r2_heldout, expected[e].r2_heldout, 5e-3);
  }
}

TEST_F(TrainerAlone, InBfloat16LearnsStepsBelowTheRoundingOfAWeight) {
  if (!test::has_bfloat16_products()) GTEST_SKIP() << "no products of bfloat16 on this processor";
  with = With::fused_bf16;
  auto state = fresh();
  // One update moves a weight by less than half a unit of bfloat16: only float weights add up to anything.
  train(state, settings_of(400, 0, 2e-4));
  EXPECT_LT(state.position.history.back().loss_train, 0.8 * state.position.history.front().loss_train);
}

TEST_F(TrainerAlone, ReportsTheRSquaredOfTheLoss) {
  auto state = fresh();
  train(state, settings_of(1, 0, 1e-3));
  const auto means = test::column_means(training);
  const auto& report = state.position.history.back();
  EXPECT_NEAR(report.r2_train, 1 - report.loss_train * samples * genes / test::total(training, means), 1e-6);

  RSquared expected(means);
  const auto reconstruction = propagate(autoencoder_of(state), heldout.view(), 0, shape.dense_layers());
  expected.add(std::as_const(heldout).view(), std::as_const(reconstruction).view());
  EXPECT_NEAR(report.r2_heldout, expected.summary().global, 1e-5);
}

TEST_F(TrainerAlone, ClipsByTheNormOfTheWholeGradient) {
  // With SGD without momentum the first update is −rate · clip · g / |g|: its norm is rate · clip.
  auto settings = settings_of(1, 0, 0.5);
  settings.optimiser.method = Method::sgd;
  settings.optimiser.momentum = 0;
  settings.optimiser.clip = 1e-3;
  auto state = fresh();
  const auto before = weights_of(state);
  Trainer::Hooks hooks;
  hooks.stop_asked = [] { return true; };
  EXPECT_EQ(train(state, settings, hooks), TrainingEnd::stopped);
  double square = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    square += std::pow(static_cast<double>(state.weights.values()[i]) - before[i], 2);
  }
  EXPECT_NEAR(std::sqrt(square), 0.5e-3, 1e-6);
}

TEST_F(TrainerAlone, StopsEarlyAndKeepsTheBest) {
  // What is held out is the opposite, so that its R² soon gets worse.
  for (float& value : heldout.values()) value = 1 - value;
  auto state = fresh();
  std::vector<std::vector<float>> weights;
  Trainer::Hooks hooks;
  hooks.epoch_done = [&](const TrainingState& now, const EpochReport&) {
    weights.push_back(weights_of(now));
  };
  EXPECT_EQ(train(state, settings_of(200, 3, 1e-2), hooks), TrainingEnd::early);
  const auto& at = state.position;
  EXPECT_LT(at.epoch, 200U);
  EXPECT_EQ(at.epoch, at.best_epoch + 3);
  for (const auto& report : at.history) EXPECT_LE(report.r2_heldout, at.best_r2);
  EXPECT_EQ(at.history[at.best_epoch - 1].r2_heldout, at.best_r2);
  EXPECT_NE(weights_of(state), weights[at.best_epoch - 1]);
  take_best(state);
  EXPECT_EQ(weights_of(state), weights[at.best_epoch - 1]);
}

// A rate that destroys what was there at the start.
TEST_F(TrainerAlone, JudgesTheStartWhereAsked) {
  auto state = fresh();
  train(state, settings_of(40, 0, 1e-2));
  const auto trained = weights_of(state);
  state.position = {};
  auto settings = settings_of(3, 0, 0.5);
  settings.judge_start = true;
  train(state, settings);
  EXPECT_TRUE(state.position.has_best());
  EXPECT_EQ(state.position.best_epoch, 0U);
  EXPECT_GT(state.position.best_r2, state.position.history.back().r2_heldout);
  take_best(state);
  EXPECT_EQ(weights_of(state), trained);
}

// The average is what is judged and kept, and the weights go on as if it were not there.
TEST_F(TrainerAlone, KeepsAMovingAverage) {
  constexpr float kept = 0.8F;
  auto plain = fresh();
  auto expected = weights_of(plain);
  Trainer::Hooks hooks;
  hooks.save_due = [] { return true; };  // saves after each step
  hooks.save = [&](const TrainingState& now) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      expected[i] += (1 - kept) * (now.weights.values()[i] - expected[i]);
    }
  };
  train(plain, settings_of(3, 0, 1e-2), hooks);

  for (const bool heldout_too : {true, false}) {
    with_heldout = heldout_too;
    TrainingState state(layout.size(), true);
    initialise(layout, 1, state.weights.values());
    auto settings = settings_of(3, 0, 1e-2);
    settings.average = kept;
    train(state, settings);
    EXPECT_EQ(weights_of(state), weights_of(plain));
    take_best(state);
    if (heldout_too) {
      ASSERT_EQ(state.position.best_epoch, 3U);
    }
    const auto found = weights_of(state);
    for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_NEAR(found[i], expected[i], 1e-6) << i;
    EXPECT_NE(found, weights_of(plain));
  }
}

TEST_F(TrainerAlone, GoesOnWithoutHeldOutSamples) {
  with_heldout = false;
  auto state = fresh();
  EXPECT_EQ(train(state, settings_of(8, 2, 1e-2)), TrainingEnd::all_epochs);
  EXPECT_TRUE(std::isnan(state.position.history.back().r2_heldout));
  EXPECT_EQ(state.position.best_epoch, 0U);
  const auto last = weights_of(state);
  take_best(state);
  EXPECT_EQ(weights_of(state), last);
}

TEST_F(TrainerAlone, StopsAndGoesOnToTheSameBits) {
  for (const With engine : {With::fused, With::fused_bf16}) {
    if (engine == With::fused_bf16 && !test::has_bfloat16_products()) continue;
    with = engine;
    auto whole = fresh();
    train(whole, settings_of(5, 0, 1e-2));

    // Stops after every step there is, also the last one of an epoch.
    auto parts = fresh();
    int stops = 0;
    Trainer::Hooks hooks;
    hooks.stop_asked = [] { return true; };
    hooks.save = [&](const TrainingState&) { ++stops; };
    while (train(parts, settings_of(5, 0, 1e-2), hooks) == TrainingEnd::stopped) {
    }
    EXPECT_EQ(stops, 30);
    EXPECT_EQ(weights_of(parts), weights_of(whole));
    ASSERT_EQ(parts.position.history.size(), 5U);
    for (std::size_t e = 0; e < 5; ++e) {
      EXPECT_EQ(parts.position.history[e].loss_train, whole.position.history[e].loss_train);
      EXPECT_EQ(parts.position.history[e].r2_heldout, whole.position.history[e].r2_heldout);
    }
  }
}

TEST_F(TrainerAlone, SavesWhenDueAndGoesOn) {
  auto state = fresh();
  int polled = 0;
  std::vector<std::uint64_t> saved;
  Trainer::Hooks hooks;
  hooks.save_due = [&] { return ++polled % 4 == 0; };
  hooks.save = [&](const TrainingState& now) { saved.push_back(now.position.updates); };
  EXPECT_EQ(train(state, settings_of(2, 0, 1e-2), hooks), TrainingEnd::all_epochs);
  EXPECT_EQ(saved, (std::vector<std::uint64_t>{4, 8, 12}));
}

TEST_F(TrainerAlone, NamesStepAndLayerWhenTheLossIsNotFinite) {
  training(17, 5) = std::numeric_limits<float>::infinity();
  auto state = fresh();
  bool saved = false;
  Trainer::Hooks hooks;
  hooks.save = [&](const TrainingState&) { saved = true; };
  hooks.stop_asked = [&] { return false; };
  try {
    train(state, settings_of(5, 0, 1e-2), hooks);
    FAIL() << "must throw";
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("epoch 1, step "), std::string::npos) << message;
    EXPECT_NE(message.find("the scaled genes (layer 0)"), std::string::npos) << message;
    EXPECT_EQ(error.code(), ExitCode::failed);
  }
  EXPECT_FALSE(saved);
  for (const float weight : weights_of(state)) ASSERT_TRUE(std::isfinite(weight));
}

TEST_F(TrainerAlone, NamesTheLayerOfAWeightThatIsNotFinite) {
  const auto message_with = [&](const ParameterPiece& piece) -> std::string {
    auto state = fresh();
    state.weights.values()[piece.offset] = std::numeric_limits<float>::quiet_NaN();
    try {
      train(state, settings_of(5, 0, 1e-2));
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_NE(message_with(layout.bias(0)).find("epoch 1, step 1: the loss is not finite, first in layer 1;"),
            std::string::npos);
  EXPECT_NE(message_with(layout.weights(1)).find("first in layer 2;"), std::string::npos);
  EXPECT_NE(message_with(layout.bias(2)).find("first in the reconstruction (layer 3);"), std::string::npos);
}

}  // namespace
}  // namespace lampyris
