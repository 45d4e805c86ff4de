#include "src/training/trainer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "src/base/error.hpp"
#include "tests/src/training/training_cohort.hpp"
#include "tests/src/training/training_rig.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 40;
constexpr std::size_t samples = 90;

class TrainerAlone : public testing::Test {
 protected:
  /// Training on all samples and genes in this process.
  struct Alone {
    Alone(const ParameterLayout& layout, TrainingState& state, const test::RigData& data,
          const Trainer::Settings& settings)
        : genes(gene_axis_sizes<float>(layout.architecture(), test::Rig::rows(data))),
          rig(layout, state, data, settings, {genes, axis, world}, test::spread(data)) {}
    SingleWorld world;
    SingleSampleAxis axis;
    SingleGeneAxis genes;
    test::Rig rig;
  };
  Alone alone(TrainingState& state, const Trainer::Settings& settings, bool with_heldout = true) {
    const MatrixView<const float> none(nullptr, 0, genes);
    return {layout,
            state,
            {{0, genes},
             {0, samples},
             training.view(),
             with_heldout ? heldout.view() : none,
             with_heldout ? heldout.rows() : 0,
             {samples, 16, 3},
             means},
            settings};
  }
  static Trainer::Settings with(std::size_t epochs, std::size_t patience, double rate) {
    Trainer::Settings settings{epochs, patience, {}};
    settings.optimiser.schedule.rate = rate;
    return settings;
  }
  TrainingState fresh() const {
    TrainingState state(layout.size());
    initialise(layout, 1, state.weights.values());
    return state;
  }

  Architecture shape{genes, {12, 6}};
  ParameterLayout layout = gene_layout(shape, {0, genes});
  Matrix<float> training = test::factor_samples(0, samples, genes);
  Matrix<float> heldout = test::factor_samples(samples, 20, genes);
  std::vector<double> means = test::column_means(training);
};

std::vector<float> weights_of(const TrainingState& state) {
  return {state.weights.values().begin(), state.weights.values().end()};
}

TEST_F(TrainerAlone, LearnsToReconstruct) {
  auto state = fresh();
  std::size_t steps = 0;
  Trainer::Hooks hooks;
  hooks.step_done = [&] { ++steps; };
  auto subject = alone(state, with(150, 0, 1e-2));
  EXPECT_EQ(subject.rig.trainer.run(state, hooks), TrainingEnd::all_epochs);
  EXPECT_EQ(steps, 150 * 6U);
  const auto& history = state.position.history;
  ASSERT_EQ(history.size(), 150U);
  EXPECT_LT(history.back().loss_train, 0.2 * history.front().loss_train);
  EXPECT_GT(history.back().r2_heldout, 0.8);
  EXPECT_EQ(history.back().epoch, 150U);
  EXPECT_EQ(history.back().step, 900U);
  EXPECT_DOUBLE_EQ(history.back().rate, Schedule{.rate = 1e-2}.at(899));
  EXPECT_GT(history.back().samples_per_second, 0);
}

TEST_F(TrainerAlone, ReportsTheRSquaredOfTheLoss) {
  auto state = fresh();
  auto subject = alone(state, with(1, 0, 1e-3));
  subject.rig.trainer.run(state, {});
  double total = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    for (std::size_t g = 0; g < genes; ++g) total += std::pow(training(i, g) - means[g], 2);
  }
  const auto& report = state.position.history.back();
  EXPECT_NEAR(report.r2_train, 1 - report.loss_train * samples * genes / total, 1e-6);

  RSquared expected(means);
  Autoencoder autoencoder(shape);
  put_into(autoencoder, layout, state.weights.values());
  const auto reconstruction = propagate(autoencoder, heldout.view(), 0, shape.steps());
  expected.add(heldout.view(), reconstruction.view());
  EXPECT_NEAR(report.r2_heldout, expected.summary().global, 1e-5);
}

TEST_F(TrainerAlone, StopsEarlyAndKeepsTheBest) {
  // So few samples and so high a rate that held-out R² soon gets worse.
  training = test::factor_samples(0, samples, genes);
  for (float& value : heldout.values()) value = 1 - value;
  auto state = fresh();
  std::vector<std::vector<float>> weights;
  Trainer::Hooks hooks;
  hooks.epoch_done = [&](const TrainingState& now, const EpochReport&) {
    weights.push_back(weights_of(now));
  };
  auto subject = alone(state, with(200, 3, 1e-2));
  EXPECT_EQ(subject.rig.trainer.run(state, hooks), TrainingEnd::early);
  const auto& at = state.position;
  EXPECT_LT(at.epoch, 200U);
  EXPECT_EQ(at.epoch, at.best_epoch + 3);
  for (const auto& report : at.history) EXPECT_LE(report.r2_heldout, at.best_r2);
  EXPECT_EQ(at.history[at.best_epoch - 1].r2_heldout, at.best_r2);
  EXPECT_NE(weights_of(state), weights[at.best_epoch - 1]);
  take_best(state);
  EXPECT_EQ(weights_of(state), weights[at.best_epoch - 1]);
}

TEST_F(TrainerAlone, GoesOnWithoutHeldOutSamples) {
  auto state = fresh();
  auto subject = alone(state, with(8, 2, 1e-2), false);
  EXPECT_EQ(subject.rig.trainer.run(state, {}), TrainingEnd::all_epochs);
  EXPECT_TRUE(std::isnan(state.position.history.back().r2_heldout));
  EXPECT_EQ(state.position.best_epoch, 0U);
  const auto last = weights_of(state);
  take_best(state);
  EXPECT_EQ(weights_of(state), last);
}

TEST_F(TrainerAlone, StopsAndGoesOnToTheSameBits) {
  auto whole = fresh();
  auto first = alone(whole, with(5, 0, 1e-2));
  first.rig.trainer.run(whole, {});

  // Stops after every step there is, also the last one of an epoch.
  auto parts = fresh();
  int stops = 0;
  Trainer::Hooks hooks;
  hooks.stop_asked = [] { return true; };
  hooks.save = [&](const TrainingState&) { ++stops; };
  for (;;) {
    auto next = alone(parts, with(5, 0, 1e-2));
    if (next.rig.trainer.run(parts, hooks) != TrainingEnd::stopped) break;
  }
  EXPECT_EQ(stops, 30);
  EXPECT_EQ(weights_of(parts), weights_of(whole));
  ASSERT_EQ(parts.position.history.size(), 5U);
  for (std::size_t e = 0; e < 5; ++e) {
    EXPECT_EQ(parts.position.history[e].loss_train, whole.position.history[e].loss_train);
    EXPECT_EQ(parts.position.history[e].r2_heldout, whole.position.history[e].r2_heldout);
  }
}

TEST_F(TrainerAlone, NamesStepAndLayerWhenTheLossIsNotFinite) {
  training(17, 5) = std::numeric_limits<float>::infinity();
  auto state = fresh();
  auto subject = alone(state, with(5, 0, 1e-2));
  bool saved = false;
  Trainer::Hooks hooks;
  hooks.save = [&](const TrainingState&) { saved = true; };
  hooks.stop_asked = [&] { return false; };
  try {
    subject.rig.trainer.run(state, hooks);
    FAIL() << "must throw";
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("epoch 1, step "), std::string::npos) << message;
    EXPECT_NE(message.find("layer 0"), std::string::npos) << message;
    EXPECT_EQ(error.code(), ExitCode::failed);
  }
  EXPECT_FALSE(saved);
  for (const float weight : weights_of(state)) ASSERT_TRUE(std::isfinite(weight));
}

}  // namespace
}  // namespace lampyris
