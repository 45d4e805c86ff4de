#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/checkpoint/checkpoint_store.hpp"
#include "io/cohort/cohort_file.hpp"
#include "io/model/model_file.hpp"
#include "jobs/stages.hpp"
#include "jobs/train/metrics_table.hpp"
#include "mpi/sample_axis.hpp"
#include "src/base/error.hpp"
#include "src/cohort/gene_statistics.hpp"
#include "src/cohort/labels.hpp"
#include "src/cohort/scaling.hpp"
#include "src/cohort/split.hpp"
#include "src/training/fingerprint.hpp"
#include "src/training/node_ranges.hpp"
#include "src/training/trainer.hpp"

namespace lampyris::jobs {
namespace {

/// The cohort as training sees it.
struct Prepared {
  Prepared(const Context& context, const World& world)
      : cohort(context.in_run("cohort.h5"), context.ranks),
        split(split_samples(make_groups(cohort.index().annotation, context.settings.cohort.split_by,
                                        cohort.index().samples.size()),
                            context.settings.cohort.heldout, context.settings.run.seed)),
        statistics(
            gene_statistics(world, split.training, cohort.index().genes.size(),
                            [this](Slice samples, Slice genes) { return cohort.read(samples, genes); })),
        scaling(make_scaling(context.settings.cohort.scale, statistics)) {}

  io::CohortFile cohort;
  Split split;
  GeneStatistics statistics;
  Scaling scaling;
};

struct Scaled {
  Matrix<float> values;
  std::size_t clamped = 0;
};

Scaled read_scaled(const Prepared& prepared, const std::vector<std::size_t>& samples, Slice part) {
  const auto first = samples.begin() + static_cast<std::ptrdiff_t>(part.offset);
  Scaled scaled{prepared.cohort.read_samples({first, first + static_cast<std::ptrdiff_t>(part.count)})};
  scaled.clamped = prepared.scaling.apply(scaled.values.view());
  return scaled;
}

Architecture architecture_of(const Settings& settings, std::size_t genes) {
  Architecture shape{genes, settings.model.widths, activation_from(settings.model.hidden, "model.hidden"),
                     activation_from(settings.model.output, "model.output")};
  if (settings.cohort.scale == "zscore" && shape.output == Activation::sigmoid) {
    throw UsageError(
        "model.output = \"sigmoid\" cannot reach values scaled by cohort.scale = \"zscore\": use output = "
        "\"linear\" or "
        "scale = \"minmax\"");
  }
  return shape;
}

// Everything that decides the weights after a given step; epochs and patience only decide when to end.
std::string fingerprint_of(const Context& context, const Prepared& prepared, const Architecture& shape) {
  const Settings& settings = context.settings;
  Fingerprint fingerprint;
  fingerprint.add(settings.run.seed);
  fingerprint.add(settings.train.batch);
  fingerprint.add(settings.train.rate);
  fingerprint.add(shape.widths);
  fingerprint.add(to_string(shape.hidden));
  fingerprint.add(to_string(shape.output));
  fingerprint.add(prepared.scaling.name);
  fingerprint.add(prepared.split.training);
  fingerprint.add(prepared.cohort.index().samples);
  fingerprint.add(prepared.cohort.index().genes);
  for (const auto* values : {&prepared.statistics.minimum, &prepared.statistics.maximum,
                             &prepared.statistics.mean, &prepared.statistics.sd}) {
    fingerprint.add(*values);
  }
  return fingerprint.text();
}

void say_clamped(const Context& context, const World& world, const Prepared& prepared,
                 const Scaled& heldout) {
  const std::size_t samples = prepared.split.heldout.size();
  if (samples == 0) {
    context.say(
        "train: no held-out samples, so R² is of training samples only and training does not stop early");
    return;
  }
  auto clamped = static_cast<double>(heldout.clamped);
  world.sum(std::span(&clamped, 1));
  const double values = static_cast<double>(samples) * static_cast<double>(prepared.scaling.mean.size());
  context.say(
      fmt::format("train: {} training and {} held-out samples; {:.3g} % of the held-out values were clamped "
                  "to the training range",
                  prepared.split.training.size(), samples, 100 * clamped / values));
}

/// Says when the time since the last checkpoint has passed, by this rank's clock.
class Timer {
 public:
  explicit Timer(double minutes) : period_(minutes * 60) {}
  [[nodiscard]] bool due() const {
    return std::chrono::duration<double>(Clock::now() - last_).count() >= period_.count();
  }
  void restart() { last_ = Clock::now(); }

 private:
  using Clock = std::chrono::steady_clock;
  std::chrono::duration<double> period_;
  Clock::time_point last_ = Clock::now();
};

/// Trains `state` to its end, or to the checkpoint that a stop leaves behind.
void train(const Context& context, Trainer& trainer, TrainingState& state, io::CheckpointStore& store,
           std::size_t steps) {
  const Settings::Train& settings = context.settings.train;
  const auto progress = context.progress("train", settings.epochs * steps);
  progress->advance(state.position.updates);
  Timer timer(settings.checkpoint_minutes);
  std::string saved;

  Trainer::Hooks hooks;
  hooks.stop_asked = context.stop_asked;
  hooks.save_due = [&] { return context.ranks.rank() == 0 && timer.due(); };
  hooks.step_done = [&] { progress->advance(1); };
  hooks.save = [&](const TrainingState& now) {
    saved = store.save(now).string();
    timer.restart();
  };
  hooks.epoch_done = [&](const TrainingState& now, const EpochReport&) {
    write_metrics(context.in_run("metrics.tsv"), now.position.history, context.ranks);
  };
  if (trainer.run(state, hooks) == TrainingEnd::stopped) {
    throw Interrupted(
        fmt::format("train: stopped in epoch {}, checkpoint saved in {}; run the same command again to "
                    "go on",
                    state.position.epoch + 1, saved));
  }
  write_metrics(context.in_run("metrics.tsv"), state.position.history, context.ranks);
  take_best(state);
}

void say_result(const Context& context, const TrainingPosition& at) {
  const EpochReport& last = at.history.back();
  if (at.best_epoch == 0) {
    context.summary(fmt::format("train: {} epochs, R² on training samples {:.4f}", at.epoch, last.r2_train));
    return;
  }
  context.summary(fmt::format("train: {} epochs, best {}, R² on held-out samples {:.4f} (training {:.4f})",
                              at.epoch, at.best_epoch, at.best_r2, at.history[at.best_epoch - 1].r2_train));
}

/// Reads this rank's samples, trains, and lets the samples go.
TrainingState trained(const Context& context, const World& world, const Prepared& prepared,
                      const Architecture& shape) {
  const Slice held = world.share(prepared.split.training.size());
  const Scaled training = read_scaled(prepared, prepared.split.training, held);
  const Scaled heldout =
      read_scaled(prepared, prepared.split.heldout, world.share(prepared.split.heldout.size()));
  say_clamped(context, world, prepared, heldout);

  io::CheckpointStore store(
      {context.in_run("checkpoints"), fingerprint_of(context, prepared, shape), context.say}, context.ranks);
  TrainingState state(shape);
  if (store.restore(state)) {
    context.say(fmt::format("train: goes on from epoch {}, step {}", state.position.epoch + 1,
                            state.position.step + 1));
  } else {
    initialise(state.autoencoder, context.settings.run.seed);
  }

  const Settings::Train& settings = context.settings.train;
  const BatchSource::Plan plan{prepared.split.training.size(), settings.batch, context.settings.run.seed};
  const mpi::RankSampleAxis axis(context.ranks);
  Trainer trainer(shape, {settings.epochs, settings.patience, settings.rate},
                  {training.values.view(), held, plan, heldout.values.view(), scaled_mean(prepared.scaling)},
                  world, axis);
  train(context, trainer, state, store, trainer.steps());
  say_result(context, state.position);
  return state;
}

std::vector<std::uint8_t> heldout_flags(const Prepared& prepared) {
  std::vector<std::uint8_t> flags(prepared.cohort.index().samples.size());
  for (const std::size_t sample : prepared.split.heldout) flags[sample] = 1;
  return flags;
}

}  // namespace

void train_stage(const Context& context) {
  const mpi::RankWorld world(context.ranks);
  const Prepared prepared(context, world);
  const Architecture shape = architecture_of(context.settings, prepared.cohort.index().genes.size());
  TrainingState state = trained(context, world, prepared, shape);

  const auto& samples = prepared.split.training;
  auto ranges = node_ranges(world, state.autoencoder, samples.size(),
                            [&](Slice part) { return read_scaled(prepared, samples, part).values; });
  const Model model{std::move(state.autoencoder),
                    prepared.cohort.index().genes,
                    prepared.scaling,
                    prepared.statistics,
                    std::move(ranges),
                    heldout_flags(prepared)};
  io::write_model(context.in_run("model.h5"), model, context.ranks);
}

}  // namespace lampyris::jobs
