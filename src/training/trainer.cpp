#include "src/training/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "src/base/error.hpp"
#include "src/training/adam.hpp"

namespace lampyris {
namespace {

// What travels behind the gradient, so that a step needs one exchange.
enum Tail : std::size_t { tail_error, tail_stop, tail_save, tail_size };

constexpr std::size_t evaluation_rows = 128;

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

float as_flag(const std::function<bool()>& wish) {
  return wish && wish() ? 1.0F : 0.0F;
}

}  // namespace

Trainer::Trainer(const Architecture& architecture, const Settings& settings, Data data, const World& world,
                 const SampleAxis& axis)
    : settings_(settings),
      data_(std::move(data)),
      world_(world),
      axis_(axis),
      batches_(data_.training, data_.held, data_.plan),
      gradient_(architecture,
                std::max(batches_.most_rows(), std::min(evaluation_rows, data_.heldout.rows()))),
      exchange_(1, architecture.parameters() + tail_size) {
  RSquared spread(data_.training_mean);
  spread.add(data_.training, data_.training);
  spread.sum(world_);
  training_total_ = spread.total();
}

TrainingEnd Trainer::run(TrainingState& state, const Hooks& hooks) {
  TrainingPosition& at = state.position;
  while (!done(at)) {
    batches_.begin_epoch(at.epoch);
    while (at.step < batches_.steps()) {
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
  const Batch batch = batches_.batch(at.step);

  const auto everything = exchange_.values();
  const auto gradient = everything.first(everything.size() - tail_size);
  const auto tail = everything.last(tail_size);
  tail[tail_error] = static_cast<float>(gradient_.compute(state.autoencoder, batch, gradient));
  tail[tail_stop] = as_flag(hooks.stop_asked);
  tail[tail_save] = as_flag(hooks.save_due);
  axis_.sum(everything);
  if (!std::isfinite(tail[tail_error])) diverged(state, batch);

  adam_update(
      {state.autoencoder.parameters(), state.first_moment.values(), state.second_moment.values(), gradient},
      settings_.rate, at.updates);
  ++at.updates;
  ++at.step;
  at.epoch_error += tail[tail_error];
  at.epoch_seconds += watch.seconds();
  return {tail[tail_stop] > 0, tail[tail_save] > 0};
}

void Trainer::finish_epoch(TrainingState& state) {
  const Stopwatch watch;
  TrainingPosition& at = state.position;
  const auto samples = static_cast<double>(batches_.samples());
  EpochReport report;
  report.epoch = at.epoch + 1;
  report.step = at.updates;
  report.samples_per_second = samples / at.epoch_seconds;
  report.loss_train =
      at.epoch_error / (samples * static_cast<double>(state.autoencoder.architecture().genes));
  report.r2_train = 1 - at.epoch_error / training_total_;
  report.r2_heldout = heldout_r2(state.autoencoder);
  report.rate = decayed_rate(settings_.rate, at.updates - 1);

  if (report.r2_heldout > at.best_r2) {
    at.best_r2 = report.r2_heldout;
    at.best_epoch = report.epoch;
    const auto weights = state.autoencoder.parameters();
    std::copy(weights.begin(), weights.end(), state.best.values().begin());
  }
  at.seconds += at.epoch_seconds + watch.seconds();
  report.seconds = at.seconds;
  at.history.push_back(report);
  ++at.epoch;
  at.step = 0;
  at.epoch_error = 0;
  at.epoch_seconds = 0;
}

double Trainer::heldout_r2(const Autoencoder& autoencoder) {
  RSquared quality(data_.training_mean);
  const std::size_t most = gradient_.most_rows();
  for (std::size_t first = 0; first < data_.heldout.rows(); first += most) {
    const auto samples = data_.heldout.middle_rows(first, std::min(most, data_.heldout.rows() - first));
    quality.add(samples, gradient_.reconstruct(autoencoder, samples));
  }
  quality.sum(world_);
  return quality.summary().global;
}

void Trainer::diverged(const TrainingState& state, const Batch& batch) {
  const std::size_t layers = state.autoencoder.architecture().layers();
  std::vector<double> broken(layers + 3);
  broken[gradient_.first_broken_layer(state.autoencoder, batch.values)] = 1;
  world_.sum(broken);
  const auto layer = static_cast<std::size_t>(
      std::find_if(broken.begin(), broken.end() - 1, [](double ranks) { return ranks > 0; }) -
      broken.begin());
  const std::string where = layer == 0            ? "the scaled genes (layer 0)"
                            : layer <= layers     ? fmt::format("layer {}", layer)
                            : layer == layers + 1 ? fmt::format("the reconstruction (layer {})", layer)
                                                  : "the loss alone";
  throw Error(
      ExitCode::failed,
      fmt::format("training diverged at epoch {}, step {}: the loss is not finite, first in {}; lower "
                  "train.rate (now {}) or use sigmoid layers",
                  state.position.epoch + 1, state.position.step + 1, where, settings_.rate));
}

void take_best(TrainingState& state) {
  if (state.position.best_epoch == 0) return;
  const auto best = state.best.values();
  std::copy(best.begin(), best.end(), state.autoencoder.parameters().begin());
}

}  // namespace lampyris
