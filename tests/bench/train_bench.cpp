// SPDX-License-Identifier: Apache-2.0
// How fast training is, on random samples: mpirun -n P train_bench --help. Prints one line an epoch.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "jobs/program/guard.hpp"
#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "mpi/exchange/rank_gene_axis.hpp"
#include "mpi/exchange/rank_sample_axis.hpp"
#include "mpi/exchange/rank_tree_sum.hpp"
#include "mpi/process_grid.hpp"
#include "mpi/scalapack/scalapack_engine.hpp"
#include "src/autoencoder/pinned_weights.hpp"
#include "src/autoencoder/residual_start.hpp"
#include "src/base/random.hpp"
#include "src/linalg/threads.hpp"
#include "src/training/batches/resident_batches.hpp"
#include "src/training/engines/fused_engine.hpp"
#include "src/training/engines/reproducible_engine.hpp"
#include "src/training/trainer.hpp"

namespace {

using namespace lampyris;

struct Options {
  std::size_t genes = 20848;
  std::vector<std::size_t> widths{512, 512, 512};
  std::string kind = "network";
  std::size_t code = 64;
  std::string hidden = "sigmoid";
  bool layer_norm = false;
  double dropout = 0;
  double code_noise = 0;
  double average = 0;
  double weight_decay = 0;
  std::size_t batch = 512;
  std::size_t steps = 12;
  std::size_t epochs = 3;
  double heldout = 0;
  std::string engine = "fused";
  std::string precision = "bf16";
  std::string grid = "auto";
  int threads = 1;
  bool overlap = true;
};

template <class Number>
Matrix<Number> noise(std::size_t rows, std::size_t columns, std::uint64_t index) {
  Matrix<Number> values(rows, columns);
  Random random(1, Stream::simulated_noise, index);
  for (Number& value : values.values()) value = from_float<Number>(static_cast<float>(random()) * 0x1p-32F);
  return values;
}

HiddenNoise noise_of(const Options& options) {
  return {options.dropout, options.code_noise, std::vector<double>(options.code, 1.0), 1};
}

Architecture shape_of(const Options& options) {
  const bool residual = options.kind == "residual";
  Architecture shape{options.genes, options.widths, activation_from(options.hidden, "--hidden"),
                     residual ? Activation::linear : Activation::sigmoid};
  shape.normalised = options.layer_norm;
  return residual ? residual_architecture(shape, {options.widths, options.code}) : shape;
}

// The parts of a run, apart from the engine.
struct Setting {
  const Options& options;
  const mpi::ProcessGrid& grid;
  Architecture shape;
  Slice genes, held;
  ParameterLayout layout;
  BatchPlan plan;
};

// Trains with the engine that make(state, most rows) gives.
template <class Number, class Make>
void measure(const Setting& setting, const Make& make) {
  const auto& [options, grid, shape, genes, held, layout, plan] = setting;
  const auto& ranks = grid.ranks();
  const auto training = noise<Number>(held.count, genes.count, ranks.rank());
  const auto out = static_cast<std::size_t>(options.heldout * static_cast<double>(held.count));
  const auto heldout = noise<Number>(out, genes.count, 1000 + ranks.rank());

  ResidentBatches<Number> batches(training.view(), held, plan);
  TrainingState state(layout.size(), options.average > 0);
  initialise(layout, 1, state.weights.values());
  for (const PinnedWeight& pinned : pinned_weights(layout)) state.weights.values()[pinned.at] = pinned.value;
  const auto engine = make(state.weights.values(), batches.most_rows());
  const mpi::RankWorld world(ranks);
  Trainer::Settings settings{options.epochs, 0, {}, options.average};
  settings.optimiser.method = options.weight_decay > 0 ? Method::adamw : Method::adam;
  settings.optimiser.weight_decay = options.weight_decay;
  Trainer trainer(settings,
                  {batches, heldout.view(), out, genes.offset, std::vector<double>(options.genes, 0.5), 1},
                  *engine, world);
  Trainer::Hooks hooks;
  hooks.epoch_done = [&setting](const TrainingState&, const EpochReport& report) {
    const Options& asked = setting.options;
    if (setting.grid.ranks().rank() != 0) return;
    fmt::print("{} {} {} grid {} threads {} batch {}: {:.0f} samples/s, loss {:.7f}, held-out {:.3f} s\n",
               asked.kind, asked.engine, asked.precision, to_string(setting.grid.shape()), asked.threads,
               asked.batch, report.samples_per_second, report.loss_train, report.heldout_seconds);
  };
  trainer.run(state, hooks);
}

template <class Number>
void measure_fused(const Options& options, const mpi::ProcessGrid& grid, const Architecture& shape,
                   const BatchPlan& plan) {
  const Slice genes = grid.genes(options.genes);
  const Slice held = samples_of_group(plan.samples, grid.shape().samples, grid.sample_part());
  const Ownership ownership{grid.sample_part() == 0, grid.ranks().rank() == 0};
  const Setting setting{options, grid, shape, genes, held, gene_layout(shape, genes, ownership), plan};
  const mpi::RankWorld world(grid.ranks());
  std::unique_ptr<GeneAxis> axis;
  using Overlap = mpi::RankSampleAxis::Overlap;
  mpi::RankSampleAxis samples(grid.sample_axis(), options.overlap ? Overlap::between_nodes : Overlap::never);
  measure<Number>(setting, [&](std::span<const float> weights, std::size_t most_rows) {
    axis = mpi::make_gene_axis(grid.gene_axis(), gene_axis_sizes<Number>(shape, most_rows));
    return std::make_unique<FusedEngine<Number>>(
        setting.layout, weights, most_rows, typename FusedEngine<Number>::Exchange{*axis, samples, world},
        HiddenAims{{}, noise_of(options)});
  });
}

template <class Number>
void measure_reproducible(const Options& options, const mpi::ProcessGrid& grid, const Architecture& shape,
                          const BatchPlan& plan) {
  const auto [s, t] = grid.shape();
  const Slice genes = reproducible_genes(options.genes, t, grid.gene_part());
  const Slice held = reproducible_samples(plan.samples, s, grid.sample_part());
  const Ownership ownership{grid.sample_part() == 0, grid.ranks().rank() == 0};
  const Setting setting{options, grid, shape, genes, held, gene_layout(shape, genes, ownership), plan};
  mpi::RankTreeSum gene_tree(grid.gene_axis());
  mpi::RankTreeSum sample_tree(grid.sample_axis());
  measure<Number>(setting, [&](std::span<const float> weights, std::size_t most_rows) {
    return std::make_unique<ReproducibleEngine<Number>>(
        setting.layout, weights, ReproducibleGrid{gene_tree, sample_tree, plan.samples, most_rows});
  });
}

void measure_scalapack(const Options& options, const mpi::ProcessGrid& grid, const Architecture& shape,
                       const BatchPlan& plan) {
  const Slice held = samples_of_group(plan.samples, grid.shape().samples, grid.sample_part());
  const Setting setting{options, grid,
                        shape,   mpi::scalapack_genes(options.genes, grid),
                        held,    mpi::scalapack_layout(shape, grid),
                        plan};
  measure<float>(setting, [&](std::span<const float> weights, std::size_t most_rows) {
    return std::make_unique<mpi::ScalapackEngine>(setting.layout, weights, most_rows, grid);
  });
}

template <class Number>
void measure(const Options& options, const mpi::ProcessGrid& grid, const Architecture& shape,
             const BatchPlan& plan) {
  options.engine == "reproducible" ? measure_reproducible<Number>(options, grid, shape, plan)
                                   : measure_fused<Number>(options, grid, shape, plan);
}

void measure(const Options& options, const mpi::Communicator& ranks) {
  const mpi::ProcessGrid grid(ranks, mpi::grid_shape(options.grid, options.genes, ranks));
  const Architecture shape = shape_of(options);
  const BatchPlan plan{options.batch * options.steps, options.batch, 1};
  if (options.engine == "scalapack") return measure_scalapack(options, grid, shape, plan);
  options.precision == "f32" ? measure<float>(options, grid, shape, plan)
                             : measure<bfloat16>(options, grid, shape, plan);
}

void add_kind(CLI::App& app, Options& options) {
  app.add_option("--kind", options.kind)->check(CLI::IsMember({"network", "residual"}));
  app.add_option("--code", options.code, "Of a residual network, whose --widths are its encoder's")
      ->capture_default_str();
  app.add_flag("--layer-norm", options.layer_norm);
  app.add_option("--dropout", options.dropout, "Of hidden nodes, by the engine fused");
  app.add_option("--code-noise", options.code_noise, "On a residual network's code, by the engine fused");
  app.add_option("--average", options.average, "What the average of the weights keeps at each update");
  app.add_option("--weight-decay", options.weight_decay, "Of adamw, which it asks for");
}

}  // namespace

int main(int argc, char** argv) {
  const mpi::Environment environment(argc, argv);
  const auto ranks = mpi::Communicator::world();
  Options options;
  CLI::App app("Speed of training on random samples.");
  app.add_option("--genes", options.genes)->capture_default_str();
  app.add_option("--widths", options.widths)->delimiter(',')->capture_default_str();
  app.add_option("--hidden", options.hidden)->capture_default_str();
  add_kind(app, options);
  app.add_option("--batch", options.batch)->capture_default_str();
  app.add_option("--steps", options.steps, "Steps of an epoch")->capture_default_str();
  app.add_option("--epochs", options.epochs)->capture_default_str();
  app.add_option("--heldout", options.heldout, "Held-out samples as a share of the training samples");
  app.add_option("--engine", options.engine)->check(CLI::IsMember({"fused", "reproducible", "scalapack"}));
  app.add_option("--precision", options.precision, "Of the engine fused; scalapack has f32 alone")
      ->check(CLI::IsMember({"f32", "bf16"}));
  app.add_option("--grid", options.grid);
  app.add_option("--threads", options.threads, "Of each rank")->capture_default_str();
  app.add_flag("--overlap,!--no-overlap", options.overlap,
               "Of the engine fused: sum across nodes beside the backward pass");
  CLI11_PARSE(app, argc, argv);
  set_threads(options.threads);
  if (options.engine == "scalapack") options.precision = "f32";
  const auto failures = mpi::Communicator::world();
  return jobs::guarded(failures, [&] {
    measure(options, ranks);
    return 0;
  });
}
