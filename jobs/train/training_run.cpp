// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/training_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "jobs/train/metrics_table.hpp"
#include "jobs/train/training_beginning.hpp"
#include "jobs/train/training_memory.hpp"
#include "jobs/train/training_options.hpp"
#include "jobs/train/training_partition.hpp"
#include "jobs/train/training_samples.hpp"
#include "jobs/train/training_saver.hpp"
#include "jobs/train/training_start.hpp"
#include "mpi/exchange/node_autoencoder.hpp"
#include "mpi/exchange/rank_gene_axis.hpp"
#include "mpi/exchange/rank_sample_axis.hpp"
#include "mpi/exchange/rank_tree_sum.hpp"
#include "mpi/scalapack/scalapack_engine.hpp"
#include "src/base/error.hpp"
#include "src/training/engines/fused_engine.hpp"
#include "src/training/engines/reproducible_engine.hpp"
#include "src/training/engines/serial_engine.hpp"
#include "src/training/trainer.hpp"

namespace lampyris::jobs {
namespace {

/// An engine and what it needs beside it.
struct Machinery {
  std::unique_ptr<GeneAxis> genes;
  mpi::RankSampleAxis samples;
  std::unique_ptr<mpi::RankTreeSum> gene_tree, sample_tree;  ///< reproducible alone
  std::unique_ptr<Engine> engine;
};

template <class Number>
void make_engine(Machinery& machinery, const TrainingTask& task, const TrainingPartition& mine,
                 const TrainingState& state) {
  const auto weights = state.weights.values();
  const HiddenNoise noise = hidden_noise_of(task.context.settings, state.position.code_sd);
  const std::size_t rows = rows_at_once(task.plan, mine.training, mine.heldout_most);
  const Settings& settings = task.context.settings;
  if constexpr (std::is_same_v<Number, float>) {  // precision_of gives these nothing else
    if (settings.compute.engine == EngineKind::serial) {
      machinery.engine = std::make_unique<SerialEngine>(mine.layout, weights, rows, noise);
      return;
    }
    if (settings.compute.engine == EngineKind::scalapack) {
      machinery.engine = std::make_unique<mpi::ScalapackEngine>(mine.layout, weights, rows, task.grid);
      return;
    }
  }
  if (settings.train.reproducible) {
    machinery.gene_tree = std::make_unique<mpi::RankTreeSum>(task.grid.gene_axis());
    machinery.sample_tree = std::make_unique<mpi::RankTreeSum>(task.grid.sample_axis());
    machinery.engine = std::make_unique<ReproducibleEngine<Number>>(
        mine.layout, weights,
        ReproducibleGrid{*machinery.gene_tree, *machinery.sample_tree, task.plan.samples, rows});
    return;
  }
  // All ranks of a gene group have as many rows, the window that they share is made once.
  machinery.genes = mpi::make_gene_axis(task.grid.gene_axis(), gene_axis_sizes<Number>(task.shape, rows));
  machinery.engine = std::make_unique<FusedEngine<Number>>(
      mine.layout, weights, rows,
      typename FusedEngine<Number>::Exchange{*machinery.genes, machinery.samples, task.world},
      HiddenAims{sparsity_of(settings), noise});
}

/// Trains `state` to its end, or to the checkpoint that a stop leaves behind.
void train(const TrainingTask& task, Trainer& trainer, TrainingState& state, io::CheckpointStore& store) {
  const Context& context = task.context;
  const auto held = context.hold_stop();  // a stop is seen to here, by a checkpoint
  const auto progress = context.progress(task.aim.refits ? "train again" : "train",
                                         std::max<std::size_t>(1, task.aim.epochs * task.plan.steps()));
  progress->advance(state.position.updates);
  TrainingSaver saver(context, store, state);

  Trainer::Hooks hooks;
  hooks.stop_asked = context.stop_asked;
  hooks.save_due = [&] { return context.ranks.rank() == 0 && saver.due(); };
  hooks.step_done = [&] { progress->advance(1); };
  hooks.save = [&](const TrainingState& now) { saver.save(now); };
  hooks.epoch_done = [&](const TrainingState& now, const EpochReport& report) {
    if (task.aim.refits) return;
    context.epoch_done(report);
    saver.write_metrics(now.position);
  };
  if (trainer.run(state, hooks) == TrainingEnd::stopped) saver.stop(state.position);
  if (!task.aim.refits) write_metrics(context.in_run("metrics.tsv"), state.position.history, context.ranks);
  saver.save_before_end(state);
  take_best(state);
}

template <class Number>
void train_in(const TrainingTask& task, const TrainingPartition& mine, bool streamed,
              TrainingBeginning& beginning) {
  const Context& context = task.context;
  const Settings& settings = context.settings;
  const LoadedSamples<Number> samples = load_samples<Number>(task, mine, streamed);
  const auto source = make_batches<Number>(task, mine, samples, streamed);
  const Corruption corruption = corruption_of(settings, scaled_mean(task.cohort.scaling));
  CorruptedBatches<Number> corrupted(*source, corruption, mine.genes);
  BatchSource& batches = corruption.any() ? static_cast<BatchSource&>(corrupted) : *source;

  TrainingState& state = beginning.state;
  if (!beginning.goes_on) {
    const TrainingStart start{task.cohort,        task.grid, mine.layout, mine.genes, samples.training.view(),
                              task.aim.components};
    state.position.code_sd = start_weights(context, start, state.weights.values());
  }

  Machinery machinery{nullptr, mpi::RankSampleAxis(task.grid.sample_axis()), nullptr, nullptr, nullptr};
  make_engine<Number>(machinery, task, mine, state);
  Trainer trainer({task.aim.epochs, settings.train.patience, optimiser_of(settings, task.plan.steps()),
                   settings.train.average, task.shape.linear_nodes > 0},
                  {batches, samples.heldout.view(), mine.heldout_most, mine.genes.offset,
                   scaled_mean(task.cohort.scaling), samples.total},
                  *machinery.engine, task.world);
  train(task, trainer, state, *beginning.store);
}

}  // namespace

Trained run_training(const Context& context, const World& world, const TrainingCohort& cohort,
                     const Architecture& shape, const TrainingAim& aim) {
  const Settings& settings = context.settings;
  if (settings.compute.engine == EngineKind::serial && context.ranks.size() > 1) {
    throw UsageError("compute.engine = \"serial\" is for one rank, for tests");
  }
  const mpi::ProcessGrid grid(
      context.ranks,
      mpi::grid_shape(settings.compute.grid, grid_limits(settings, shape.genes), context.ranks));
  if (settings.train.reproducible && std::max(grid.shape().samples, grid.shape().genes) > tree_leaves) {
    throw UsageError(fmt::format("train.reproducible = true works on grids of up to 8x8; this one is {}",
                                 to_string(grid.shape())));
  }
  if (settings.train.batch < grid.shape().samples) {
    throw UsageError(fmt::format("train.batch = {}: must be at least the {} sample groups of the grid {}",
                                 settings.train.batch, grid.shape().samples, to_string(grid.shape())));
  }
  const TrainingTask task{context, world,
                          cohort,  shape,
                          grid,    {cohort.split.training.size(), settings.train.batch, settings.run.seed},
                          aim};
  const TrainingPartition mine = partition(task);
  TrainingBeginning beginning = begin_training(task, mine);
  const Precision precision = beginning.precision;
  context.worked_on(to_string(grid.shape()));
  context.say(fmt::format("train: grid {} (samples x genes), engine {}, {}", to_string(grid.shape()),
                          word_of(settings.compute.engine), word_of(precision)));
  const bool streamed = must_stream(context, memory_question(task, mine, precision));
  const bool residual = shape.linear_nodes > 0;
  if (streamed && (residual || settings.model.init == InitialWeights::pca)) {
    throw UsageError(
        fmt::format("model.{} needs the training samples in memory: run on more ranks, or raise "
                    "compute.memory_per_rank",
                    residual ? "kind = \"residual\"" : "init = \"pca\""));
  }
  if (precision == Precision::bf16) {
    train_in<bfloat16>(task, mine, streamed, beginning);
  } else {
    train_in<float>(task, mine, streamed, beginning);
  }
  TrainingState& state = beginning.state;
  mpi::NodeAutoencoder whole(context.ranks, shape);
  put_into(whole.autoencoder(), mine.layout, state.weights.values());
  whole.sum_copies();
  return {std::move(whole).take(), std::move(state.position)};
}

}  // namespace lampyris::jobs
