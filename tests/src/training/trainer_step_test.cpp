// SPDX-License-Identifier: Apache-2.0
// The order of a step: batch, forward, the loss over all ranks, backward, update.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "src/base/error.hpp"
#include "src/training/batches/resident_batches.hpp"
#include "src/training/engines/serial_engine.hpp"
#include "src/training/trainer.hpp"
#include "tests/src/training/factor_samples.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 12;

/// Writes down, in `log`, what is asked of a SerialEngine.
class LoggedEngine final : public Engine {
 public:
  LoggedEngine(const ParameterLayout& layout, std::span<const float> weights, std::vector<std::string>& log)
      : engine_(layout, weights, 16), weights_(weights), log_(log) {}

  [[nodiscard]] const ParameterLayout& layout() const override { return engine_.layout(); }
  [[nodiscard]] std::size_t most_rows() const override { return 16; }
  [[nodiscard]] double forward(const Batch& batch) override {
    log_.emplace_back("forward");
    return engine_.forward(batch);
  }
  void backward(const Batch& batch, std::span<float> gradient) override {
    log_.emplace_back("backward");
    engine_.backward(batch, gradient);
  }
  void backward(const Batch& batch, std::span<float> room, const OnGradient& on_gradient) override {
    backward(batch, room);
    log_.emplace_back("gradient");
    const std::vector<float> before(weights_.begin(), weights_.end());
    on_gradient(0, room);
    if (!std::ranges::equal(before, weights_)) log_.emplace_back("updated");
  }
  [[nodiscard]] Numbers reconstruct(const Numbers& samples) override { return engine_.reconstruct(samples); }
  [[nodiscard]] std::size_t first_broken_layer(const Numbers& samples) override {
    return engine_.first_broken_layer(samples);
  }

 private:
  SerialEngine engine_;
  std::span<const float> weights_;
  std::vector<std::string>& log_;
};

/// Writes down the sums over all ranks.
class LoggedWorld final : public World {
 public:
  explicit LoggedWorld(std::vector<std::string>& log) : log_(log) {}
  [[nodiscard]] Slice share(std::size_t total) const override { return {0, total}; }
  void sum(std::span<double> values) const override { log("sum ", values.size()); }
  void sum(std::span<std::uint64_t> values) const override { log("count ", values.size()); }
  void maximum(std::span<double>) const override {}
  [[nodiscard]] bool any(bool mine) const override { return mine; }
  void gather(std::span<std::byte>, std::size_t) const override {}

 private:
  void log(const std::string& what, std::size_t values) const {
    log_.push_back(what + std::to_string(values));
  }

  std::vector<std::string>& log_;
};

/// Trains one step of a small cohort; returns what happened, in order, and in `error` what was thrown.
std::vector<std::string> log_of_a_step(double clip, float first_value, std::string& error) {
  const ParameterLayout layout = gene_layout({genes, {5}}, {0, genes});
  TrainingState state(layout.size());
  initialise(layout, 1, state.weights.values());
  auto values = test::factor_samples(0, 16, genes);
  values(0, 0) = first_value;
  ResidentBatches<float> batches(std::as_const(values).view(), {0, 16}, {16, 16, 3});
  std::vector<std::string> log;
  LoggedEngine engine(layout, state.weights.values(), log);
  const LoggedWorld world(log);
  Trainer::Settings settings;
  settings.optimiser.clip = clip;
  Trainer trainer(settings,
                  {batches, MatrixView<const float>(nullptr, 0, genes), 0, 0, test::column_means(values), 1},
                  engine, world);
  Trainer::Hooks hooks;
  hooks.stop_asked = [] { return true; };
  try {
    trainer.run(state, hooks);
  } catch (const Error& thrown) {
    error = thrown.what();
  }
  return log;
}

TEST(TrainerStep, IsForwardLossBackwardUpdate) {
  using Log = std::vector<std::string>;
  std::string error;
  EXPECT_EQ(log_of_a_step(0, 0.5F, error), (Log{"forward", "sum 3", "backward", "gradient", "updated"}));
  EXPECT_EQ(log_of_a_step(1, 0.5F, error), (Log{"forward", "sum 3", "backward", "sum 1"}));
  EXPECT_EQ(error, "");
}

TEST(TrainerStep, EndsAtALossThatIsNotFinite) {
  for (const double clip : {0.0, 1.0}) {
    std::string error;
    const auto log = log_of_a_step(clip, std::numeric_limits<float>::infinity(), error);
    // The third is the agreement on the layer: of 0 … L + 2.
    EXPECT_EQ(log, (std::vector<std::string>{"forward", "sum 3", "sum 4"}));
    EXPECT_NE(error.find("the scaled genes (layer 0)"), std::string::npos) << error;
  }
}

}  // namespace
}  // namespace lampyris
