#include "src/training/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <utility>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

double as_flag(const std::function<bool()>& wish) {
  return wish && wish() ? 1.0 : 0.0;
}

}  // namespace

/// One step down the gradient, as it comes from the engine.
class Trainer::Descent final : public GradientSink {
 public:
  Descent(Trainer& trainer, TrainingState& state, const Batch& batch, const Hooks& hooks)
      : trainer_(trainer), state_(state), batch_(batch), hooks_(hooks) {}

  void know(double error) override { know(error, 0); }
  // Collective. `square`: of my part of the gradient's norm, when it is to be clipped.
  void know(double error, double square) {
    sums_ = {error, square, as_flag(hooks_.stop_asked), as_flag(hooks_.save_due)};
    trainer_.world_.sum(sums_);
    if (!std::isfinite(sums_[0]) || !std::isfinite(sums_[1])) trainer_.diverged(state_, batch_);
  }
  void take(std::size_t first, std::span<const float> gradient) override {
    update({state_.weights.values(), state_.first_moment.values(), state_.second_moment.values(), gradient,
            trainer_.engine_.bf16_weights(), first},
           trainer_.engine_.layout(), trainer_.settings_.optimiser, state_.position.updates,
           std::sqrt(sums_[1]));
  }

  // Over all ranks.
  [[nodiscard]] double error() const { return sums_[0]; }
  [[nodiscard]] Wishes wishes() const { return {sums_[2] > 0, sums_[3] > 0}; }

 private:
  Trainer& trainer_;
  TrainingState& state_;
  const Batch& batch_;
  const Hooks& hooks_;
  std::array<double, 4> sums_{};  // error, squared norm, wishes
};

Trainer::Trainer(const Settings& settings, Data data, Engine& engine, const World& world)
    : settings_(settings),
      data_(std::move(data)),
      engine_(engine),
      world_(world),
      gradient_(1, engine.layout().size()) {}

TrainingEnd Trainer::run(TrainingState& state, const Hooks& hooks) {
  TrainingPosition& at = state.position;
  while (!done(at)) {
    data_.batches.begin_epoch(at.epoch, at.step);
    while (at.step < data_.batches.plan().steps()) {
      const Wishes wishes = step(state, hooks);
      if (hooks.step_done) hooks.step_done();
      if (hooks.save && (wishes.save || wishes.stop)) hooks.save(state);
      if (wishes.stop) return TrainingEnd::stopped;
    }
    finish_epoch(state);
    if (hooks.epoch_done) hooks.epoch_done(state, at.history.back());
  }
  return at.epoch >= settings_.epochs ? TrainingEnd::all_epochs : TrainingEnd::early;
}

bool Trainer::done(const TrainingPosition& position) const {
  if (position.epoch >= settings_.epochs) return true;
  return settings_.patience > 0 && position.best_epoch > 0 &&
         position.epoch - position.best_epoch >= settings_.patience;
}

Trainer::Wishes Trainer::step(TrainingState& state, const Hooks& hooks) {
  const Stopwatch watch;
  TrainingPosition& at = state.position;
  const Batch batch = data_.batches.batch(at.step);

  Descent descent(*this, state, batch, hooks);
  if (settings_.optimiser.clip > 0) {
    const double error = engine_.compute(batch, gradient_.values());
    descent.know(error, squared_norm(gradient_.values(), engine_.layout()));
    descent.take(0, gradient_.values());
  } else {
    engine_.compute_for(descent, batch, gradient_.values());
  }
  ++at.updates;
  ++at.step;
  at.epoch_error += descent.error();
  at.epoch_seconds += watch.seconds();
  return descent.wishes();
}

void Trainer::finish_epoch(TrainingState& state) {
  const Stopwatch watch;
  TrainingPosition& at = state.position;
  const auto samples = static_cast<double>(data_.batches.plan().samples);
  EpochReport report;
  report.epoch = at.epoch + 1;
  report.step = at.updates;
  report.samples_per_second = samples / at.epoch_seconds;
  report.loss_train = at.epoch_error / (samples * static_cast<double>(engine_.layout().architecture().genes));
  report.r2_train = 1 - at.epoch_error / data_.training_total;
  report.r2_heldout = heldout_r2();
  report.heldout_seconds = watch.seconds();
  report.rate = settings_.optimiser.schedule.at(at.updates - 1);

  if (report.r2_heldout > at.best_r2) {
    at.best_r2 = report.r2_heldout;
    at.best_epoch = report.epoch;
    std::ranges::copy(state.weights.values(), state.best.values().begin());
  }
  at.seconds += at.epoch_seconds + watch.seconds();
  report.seconds = at.seconds;
  at.history.push_back(report);
  ++at.epoch;
  at.step = 0;
  at.epoch_error = 0;
  at.epoch_seconds = 0;
}

double Trainer::heldout_r2() {
  RSquared quality(data_.training_mean);
  const std::size_t rows = rows_of(data_.heldout);
  const std::size_t most = std::max<std::size_t>(1, engine_.most_rows());
  // As many rounds on every rank: a rank without samples in one still takes part.
  for (std::size_t first = 0; first < data_.heldout_most; first += most) {
    const std::size_t begin = std::min(first, rows);
    const Numbers samples = middle_rows(data_.heldout, begin, std::min(most, rows - begin));
    quality.add(samples, engine_.reconstruct(samples), data_.first_gene);
  }
  quality.sum(world_);
  return quality.summary().global;
}

void Trainer::diverged(const TrainingState& state, const Batch& batch) {
  const std::size_t layers = engine_.layout().architecture().layers();
  std::vector<double> broken(layers + 3);
  broken[engine_.first_broken_layer(batch.values)] = 1;
  world_.sum(broken);
  const auto layer = static_cast<std::size_t>(
      std::find_if(broken.begin(), broken.end() - 1, [](double ranks) { return ranks > 0; }) -
      broken.begin());
  const std::string where = layer == 0            ? "the scaled genes (layer 0)"
                            : layer <= layers     ? fmt::format("layer {}", layer)
                            : layer == layers + 1 ? fmt::format("the reconstruction (layer {})", layer)
                                                  : "the loss or the gradient alone";
  throw Error(
      ExitCode::failed,
      fmt::format("training diverged at epoch {}, step {}: the loss is not finite, first in {}; lower "
                  "train.rate (now {}) or use sigmoid layers",
                  state.position.epoch + 1, state.position.step + 1, where,
                  settings_.optimiser.schedule.rate));
}

void take_best(TrainingState& state) {
  if (state.position.best_epoch == 0) return;
  std::ranges::copy(state.best.values(), state.weights.values().begin());
}

}  // namespace lampyris
