#include "jobs/train/training_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "io/checkpoint/checkpoint_store.hpp"
#include "io/cohort/scaled_block.hpp"
#include "jobs/train/checkpoint_timer.hpp"
#include "jobs/train/metrics_table.hpp"
#include "jobs/train/training_memory.hpp"
#include "jobs/train/training_options.hpp"
#include "jobs/train/training_start.hpp"
#include "mpi/gene_axis.hpp"
#include "mpi/process_grid.hpp"
#include "mpi/sample_axis.hpp"
#include "mpi/scalapack_engine.hpp"
#include "mpi/tree_sum.hpp"
#include "src/base/error.hpp"
#include "src/training/fused_engine.hpp"
#include "src/training/reproducible_engine.hpp"
#include "src/training/resident_batches.hpp"
#include "src/training/serial_engine.hpp"
#include "src/training/trainer.hpp"

namespace lampyris::jobs {
namespace {

// Held-out samples are measured so many at a time, even where batches are smaller.
constexpr std::size_t evaluation_rows = 128;

/// What every part of a run needs to know.
struct Run {
  const Context& context;
  const World& world;
  const TrainingCohort& cohort;
  const Architecture& shape;
  const mpi::ProcessGrid& grid;
  BatchPlan plan;
};

/// Which part of everything is this rank's.
struct Deal {
  Slice genes;
  Slice training;  ///< of the training samples
  Slice heldout;   ///< of the held-out samples
  std::size_t heldout_most;
  ParameterLayout layout;
};

Deal deal(const Run& run) {
  const auto& grid = run.grid;
  const Settings& settings = run.context.settings;
  const std::size_t heldout = run.cohort.split.heldout.size();
  const std::size_t groups = grid.shape().samples;
  const Speaker speaker{grid.sample_part() == 0, run.context.ranks.rank() == 0};
  Deal mine{grid.genes(run.shape.genes), samples_of_group(run.plan.samples, groups, grid.sample_part()),
            part_of(heldout, groups, grid.sample_part()), part_of(heldout, groups, 0).count, {}};
  if (settings.compute.engine == "scalapack") {
    mine.genes = mpi::scalapack_genes(run.shape.genes, grid);
    mine.layout = mpi::scalapack_layout(run.shape, grid);
    return mine;
  }
  if (settings.train.reproducible) {
    mine.genes = reproducible_genes(run.shape.genes, grid.shape().genes, grid.gene_part());
    mine.training = reproducible_samples(run.plan.samples, groups, grid.sample_part());
  }
  mine.layout = gene_layout(run.shape, mine.genes, speaker);
  return mine;
}

std::size_t rows_at_once(const Run& run, const Deal& mine) {
  return std::max(most_members(run.plan, mine.training), std::min(evaluation_rows, mine.heldout_most));
}

/// An engine and what it needs beside it.
struct Machinery {
  std::unique_ptr<GeneAxis> genes;
  mpi::RankSampleAxis samples;
  std::unique_ptr<mpi::RankTreeSum> gene_tree, sample_tree;  ///< reproducible alone
  std::unique_ptr<Engine> engine;
};

template <class Number>
void make_engine(Machinery& machinery, const Run& run, const Deal& mine, std::span<const float> weights) {
  const std::size_t rows = rows_at_once(run, mine);
  const Settings& settings = run.context.settings;
  if constexpr (std::is_same_v<Number, float>) {  // precision_of gives these nothing else
    if (settings.compute.engine == "serial") {
      machinery.engine = std::make_unique<SerialEngine>(mine.layout, weights, rows);
      return;
    }
    if (settings.compute.engine == "scalapack") {
      machinery.engine = std::make_unique<mpi::ScalapackEngine>(mine.layout, weights, rows, run.grid);
      return;
    }
  }
  if (settings.train.reproducible) {
    machinery.gene_tree = std::make_unique<mpi::RankTreeSum>(run.grid.gene_axis());
    machinery.sample_tree = std::make_unique<mpi::RankTreeSum>(run.grid.sample_axis());
    machinery.engine = std::make_unique<ReproducibleEngine<Number>>(
        mine.layout, weights,
        ReproducibleGrid{*machinery.gene_tree, *machinery.sample_tree, run.plan.samples, rows});
    return;
  }
  // All ranks of a gene group have as many rows, the window that they share is made once.
  machinery.genes = mpi::make_gene_axis(run.grid.gene_axis(), gene_axis_sizes<Number>(run.shape, rows));
  machinery.engine = std::make_unique<FusedEngine<Number>>(
      mine.layout, weights, rows,
      typename FusedEngine<Number>::Exchange{*machinery.genes, machinery.samples, run.world},
      sparsity_of(settings));
}

template <class Number>
struct Samples {
  Matrix<Number> training, heldout;
  double total = 0;  ///< Σ(x − mean)² over all training samples and genes
};

template <class Number>
Samples<Number> read_samples(const Run& run, const Deal& mine) {
  const auto& [cohort, split, statistics, scaling] = run.cohort;
  const auto part = [&](const std::vector<std::size_t>& samples, Slice slice) {
    return io::CohortPart{std::span(samples).subspan(slice.offset, slice.count), mine.genes};
  };
  auto training = io::read_scaled<Number>(cohort, scaling, part(split.training, mine.training));
  auto heldout = io::read_scaled<Number>(cohort, scaling, part(split.heldout, mine.heldout));

  RSquared spread(scaled_mean(scaling));
  const MatrixView<const Number> values = std::as_const(training.values).view();
  spread.add(values, values, mine.genes.offset);
  spread.sum(run.world);

  auto clamped = static_cast<double>(heldout.clamped);
  run.world.sum(std::span(&clamped, 1));
  if (split.heldout.empty()) {
    run.context.say(
        "train: no held-out samples, so R² is of training samples only and training does not stop early");
  } else {
    const double of = static_cast<double>(split.heldout.size()) * static_cast<double>(run.shape.genes);
    run.context.say(fmt::format(
        "train: {} training and {} held-out samples; {:.3g} % of the held-out values were clamped to the "
        "training range",
        split.training.size(), split.heldout.size(), 100 * clamped / of));
  }
  return {std::move(training.values), std::move(heldout.values), spread.total()};
}

/// Trains `state` to its end, or to the checkpoint that a stop leaves behind.
void train(const Context& context, Trainer& trainer, TrainingState& state, io::CheckpointStore& store,
           std::size_t steps) {
  const Settings::Train& settings = context.settings.train;
  const auto progress = context.progress("train", settings.epochs * steps);
  progress->advance(state.position.updates);
  CheckpointTimer timer(settings.checkpoint_minutes);
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

template <class Number>
TrainingState train_in(const Run& run, const Deal& mine) {
  const Context& context = run.context;
  const Settings& settings = context.settings;
  const Samples<Number> samples = read_samples<Number>(run, mine);
  ResidentBatches<Number> resident(samples.training.view(), mine.training, run.plan);
  CorruptedBatches<Number> corrupted(resident, corruption_of(settings), mine.genes);
  BatchSource& batches = corruption_of(settings).any() ? static_cast<BatchSource&>(corrupted) : resident;

  io::CheckpointStore store(
      {context.in_run("checkpoints"), training_fingerprint(settings, run.cohort, run.shape), context.say},
      mine.layout, context.ranks);
  TrainingState state(mine.layout.size());
  if (store.restore(state)) {
    context.say(fmt::format("train: goes on from epoch {}, step {}", state.position.epoch + 1,
                            state.position.step + 1));
  } else {
    start_weights(context, {run.cohort, run.grid, mine.layout, mine.genes, samples.training.view()},
                  state.weights.values());
  }

  Machinery machinery{nullptr, mpi::RankSampleAxis(run.grid.sample_axis()), nullptr, nullptr, nullptr};
  make_engine<Number>(machinery, run, mine, state.weights.values());
  Trainer trainer({settings.train.epochs, settings.train.patience, optimiser_of(settings, run.plan.steps())},
                  {batches, samples.heldout.view(), mine.heldout_most, mine.genes.offset,
                   scaled_mean(run.cohort.scaling), samples.total},
                  *machinery.engine, run.world);
  train(context, trainer, state, store, run.plan.steps());
  return state;
}

MemoryQuestion memory_question(const Run& run, const Deal& mine, Precision precision) {
  return {run.shape,
          mine.genes.count,
          mine.training.count,
          mine.heldout.count,
          rows_at_once(run, mine),
          run.grid.shape().genes,
          precision,
          false};
}

}  // namespace

Trained run_training(const Context& context, const World& world, const TrainingCohort& cohort,
                     const Architecture& shape) {
  const Settings& settings = context.settings;
  if (settings.compute.engine == "serial" && context.ranks.size() > 1) {
    throw UsageError("compute.engine = \"serial\" is for one rank, for tests");
  }
  const mpi::ProcessGrid grid(context.ranks,
                              mpi::grid_shape(settings.compute.grid, shape.genes, context.ranks));
  if (settings.train.reproducible && std::max(grid.shape().samples, grid.shape().genes) > tree_leaves) {
    throw UsageError(fmt::format("train.reproducible = true works on grids of up to 8x8; this one is {}",
                                 to_string(grid.shape())));
  }
  if (settings.train.batch < grid.shape().samples) {
    throw UsageError(fmt::format("train.batch = {}: must be at least the {} sample groups of the grid {}",
                                 settings.train.batch, grid.shape().samples, to_string(grid.shape())));
  }
  const Run run{context, world, cohort,
                shape,   grid,  {cohort.split.training.size(), settings.train.batch, settings.run.seed}};
  const Deal mine = deal(run);
  const Precision precision = precision_of(settings);
  context.say(fmt::format("train: grid {} (samples x genes), engine {}, {}", to_string(grid.shape()),
                          settings.compute.engine, precision == Precision::bf16 ? "bf16" : "f32"));
  if (must_stream(context, memory_question(run, mine, precision))) {
    throw UsageError("train: the samples do not fit in memory");
  }
  TrainingState state =
      precision == Precision::bf16 ? train_in<bfloat16>(run, mine) : train_in<float>(run, mine);
  Trained trained{Autoencoder(shape), std::move(state.position)};
  put_into(trained.autoencoder, mine.layout, state.weights.values());
  state = TrainingState();
  context.ranks.sum(trained.autoencoder.parameters());
  return trained;
}

}  // namespace lampyris::jobs
