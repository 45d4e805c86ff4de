// SPDX-License-Identifier: Apache-2.0
#include "src/training/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <utility>

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

double as_flag(const std::function<bool()>& asks) {
  return asks && asks() ? 1.0 : 0.0;
}

}  // namespace

Trainer::Trainer(const Settings& settings, Data data, Engine& engine, const World& world)
    : settings_(settings),
      data_(std::move(data)),
      engine_(engine),
      world_(world),
      gradient_(1, engine.layout().size()),
      pinned_(pinned_weights(engine.layout())) {}

TrainingEnd Trainer::run(TrainingState& state, const Hooks& hooks) {
  TrainingPosition& at = state.position;
  if (at.updates == 0) begin(state);
  while (!finished(at)) {
    data_.batches.begin_epoch(at.epoch, at.step);
    while (at.step < data_.batches.plan().steps()) {
      const Agreement all = step(state, hooks);
      if (hooks.step_done) hooks.step_done();
      if (hooks.save && (all.save || all.stop)) hooks.save(state);
      if (all.stop) return TrainingEnd::stopped;
    }
    finish_epoch(state);
    if (hooks.epoch_done) hooks.epoch_done(state, at.history.back());
  }
  return at.epoch >= settings_.epochs ? TrainingEnd::all_epochs : TrainingEnd::early;
}

bool Trainer::finished(const TrainingPosition& position) const {
  if (position.epoch >= settings_.epochs) return true;
  return settings_.patience > 0 && position.has_best() &&
         position.epoch - position.best_epoch >= settings_.patience;
}

Trainer::Agreement Trainer::step(TrainingState& state, const Hooks& hooks) {
  const Stopwatch watch;
  TrainingPosition& at = state.position;

  const Batch batch = data_.batches.batch(at.step);

  const double my_error = engine_.forward(batch);

  const Agreement all = agree(my_error, hooks);
  if (!std::isfinite(all.error)) throw_divergence(state, batch);

  if (settings_.optimiser.clip > 0) {
    // The norm is known when the whole gradient is.
    engine_.backward(batch, gradient_.values());
    const double norm = norm_over_ranks(gradient_.values());
    if (!std::isfinite(norm)) throw_divergence(state, batch);
    update_weights(state, 0, gradient_.values(), norm);
  } else {
    engine_.backward(batch, gradient_.values(), [&](std::size_t first, std::span<const float> gradient) {
      update_weights(state, first, gradient, 0);
    });
  }
  restore_pinned(state);

  ++at.updates;
  ++at.step;
  at.epoch_error += all.error;
  at.epoch_seconds += watch.seconds();
  return all;
}

// Collective. The one message of a step that all ranks wait for.
Trainer::Agreement Trainer::agree(double my_error, const Hooks& hooks) const {
  std::array<double, 3> sums{my_error, as_flag(hooks.stop_asked), as_flag(hooks.save_due)};
  world_.sum(sums);
  return {sums[0], sums[1] > 0, sums[2] > 0};
}

// Collective. Every element counts once, with the rank that owns it.
double Trainer::norm_over_ranks(std::span<const float> gradient) const {
  return std::sqrt(sum_over(world_, squared_norm(gradient, engine_.layout())));
}

// Moves the weights from element `first` on, one for each value of `gradient`.
void Trainer::update_weights(TrainingState& state, std::size_t first, std::span<const float> gradient,
                             double norm) {
  const auto average = settings_.average > 0 ? state.average.values() : std::span<float>();
  update({state.weights.values(), state.first_moment.values(), state.second_moment.values(), gradient,
          engine_.bf16_weights(), first, average, settings_.average},
         engine_.layout(), settings_.optimiser, state.position.updates, norm);
}

// What is pinned moves back.
void Trainer::restore_pinned(TrainingState& state) {
  const auto weights = state.weights.values();
  const auto copy = engine_.bf16_weights();
  for (const PinnedWeight& pinned : pinned_) {
    weights[pinned.at] = pinned.value;
    if (!copy.empty()) copy[pinned.at] = from_float<bfloat16>(pinned.value);
  }
  if (!(settings_.average > 0)) return;
  for (const PinnedWeight& pinned : pinned_) state.average.values()[pinned.at] = pinned.value;
}

// Before the first update.
void Trainer::begin(TrainingState& state) {
  if (settings_.average > 0) std::ranges::copy(state.weights.values(), state.average.values().begin());
  if (settings_.judge_start) keep_if_best(state, judge(state), 0);
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
  report.r2_heldout = judge(state);
  report.heldout_seconds = watch.seconds();
  report.rate = settings_.optimiser.schedule.at(at.updates - 1);

  keep_if_best(state, report.r2_heldout, report.epoch);
  at.seconds += at.epoch_seconds + watch.seconds();
  report.seconds = at.seconds;
  at.history.push_back(report);
  ++at.epoch;
  at.step = 0;
  at.epoch_error = 0;
  at.epoch_seconds = 0;
}

void Trainer::keep_if_best(TrainingState& state, double r2, std::uint64_t epoch) const {
  if (!(r2 > state.position.best_r2)) return;
  state.position.best_r2 = r2;
  state.position.best_epoch = epoch;
  const Matrix<float>& judged = settings_.average > 0 ? state.average : state.weights;
  std::ranges::copy(judged.values(), state.best.values().begin());
}

// Collective. Held-out R² of the average, where there is one: it stands in the place of the weights
// meanwhile.
double Trainer::judge(TrainingState& state) {
  if (!(settings_.average > 0)) return heldout_r2();
  std::ranges::swap_ranges(state.weights.values(), state.average.values());
  engine_.weights_replaced();
  const double r2 = heldout_r2();
  std::ranges::swap_ranges(state.weights.values(), state.average.values());
  engine_.weights_replaced();
  return r2;
}

double Trainer::heldout_r2() {
  RSquared quality(data_.training_mean);
  const std::size_t rows = rows_of(data_.heldout);
  const std::size_t most = std::max<std::size_t>(1, engine_.most_rows());
  // Every rank takes part in as many rounds: one without samples in a round too.
  for (std::size_t first = 0; first < data_.heldout_most; first += most) {
    const std::size_t begin = std::min(first, rows);
    const Numbers samples = middle_rows(data_.heldout, begin, std::min(most, rows - begin));
    quality.add(samples, engine_.reconstruct(samples), data_.first_gene);
  }
  quality.sum(world_);
  return quality.summary().global;
}

void Trainer::throw_divergence(const TrainingState& state, const Batch& batch) {
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
  throw Divergence(fmt::format(
      "training diverged at epoch {}, step {}: the loss is not finite, first in {}; lower "
      "train.rate (now {}) or use sigmoid layers",
      state.position.epoch + 1, state.position.step + 1, where, settings_.optimiser.schedule.rate));
}

void take_best(TrainingState& state) {
  const Matrix<float>& taken = state.position.has_best() ? state.best : state.average;
  if (taken.size() > 0) std::ranges::copy(taken.values(), state.weights.values().begin());
}

}  // namespace lampyris
