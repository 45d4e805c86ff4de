// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mpi/exchange/rank_gene_axis.hpp"
#include "mpi/exchange/rank_sample_axis.hpp"
#include "mpi/process_grid.hpp"
#include "src/base/error.hpp"
#include "src/training/batches/resident_batches.hpp"
#include "src/training/engines/fused_engine.hpp"
#include "src/training/trainer.hpp"
#include "tests/src/training/factor_samples.hpp"

namespace lampyris::test {

/// Through what a gene group exchanges.
enum class Exchange { window, messages };

struct Training {
  std::size_t samples = 0, heldout = 0, batch = 1;
  Trainer::Settings settings;
  Architecture shape;
  /// May change the values of training sample `i`, one a gene, before training.
  std::function<void(std::size_t i, std::span<float> values)> spoil{};
  /// May change the whole autoencoder before training.
  std::function<void(Autoencoder&)> prepare{};
  HiddenNoise noise{};
};

inline Trainer::Settings training_settings(std::size_t epochs, double rate) {
  Trainer::Settings settings{epochs, 0, {}};
  settings.optimiser.schedule.rate = rate;
  return settings;
}

/// The results of training on one rank.
struct Outcome {
  TrainingEnd end{};
  std::string error;  ///< empty when training went well
  ParameterLayout layout;
  TrainingState state;
};

inline Matrix<float> columns_of(const Matrix<float>& values, Slice genes) {
  Matrix<float> part(values.rows(), genes.count);
  for (std::size_t i = 0; i < values.rows(); ++i) {
    std::copy_n(values.row(i).data() + genes.offset, genes.count, part.row(i).data());
  }
  return part;
}

/// Collective. Trains on a grid, as a job would; with `from`, goes on from there.
template <class Number>
Outcome train_on(const mpi::ProcessGrid& grid, Exchange exchange, const Training& run,
                 const Trainer::Hooks& hooks = {}, TrainingState* from = nullptr) {
  const std::size_t all_genes = run.shape.genes;
  const Slice genes = grid.genes(all_genes);
  const std::size_t groups = grid.shape().samples;
  const Slice held = samples_of_group(run.samples, groups, grid.sample_part());
  const Slice out = part_of(run.heldout, groups, grid.sample_part());
  auto whole = factor_samples(0, run.samples, all_genes);
  const auto means = column_means(whole);
  const double spread = total(whole, means);
  for (std::size_t i = 0; run.spoil && i < run.samples; ++i) run.spoil(i, whole.row(i));
  Matrix<float> held_rows(held.count, all_genes);
  std::copy_n(whole.row(held.offset).data(), held_rows.size(), held_rows.data());
  const auto training = as_numbers<Number>(columns_of(held_rows, genes));
  const auto heldout =
      as_numbers<Number>(columns_of(factor_samples(run.samples + out.offset, out.count, all_genes), genes));

  Outcome outcome;
  outcome.layout = gene_layout(run.shape, genes, {grid.sample_part() == 0, grid.ranks().rank() == 0});
  outcome.state = TrainingState(outcome.layout.size(), run.settings.average > 0);
  Autoencoder start(run.shape);
  initialise(start, 4);
  if (run.prepare) run.prepare(start);
  take_from(start, outcome.layout, outcome.state.weights.values());
  if (from != nullptr) outcome.state = std::move(*from);

  ResidentBatches<Number> batches(training.view(), held, {run.samples, run.batch, 9});
  const auto sizes = gene_axis_sizes<Number>(run.shape, batches.most_rows());
  const auto axis = exchange == Exchange::window ? mpi::make_gene_axis(grid.gene_axis(), sizes)
                                                 : mpi::make_message_gene_axis(grid.gene_axis(), sizes);
  mpi::RankSampleAxis samples(grid.sample_axis());
  const mpi::RankWorld world(grid.ranks());
  FusedEngine<Number> engine(outcome.layout, outcome.state.weights.values(), batches.most_rows(),
                             {*axis, samples, world}, {{}, run.noise});
  Trainer trainer(
      run.settings,
      {batches, heldout.view(), part_of(run.heldout, groups, 0).count, genes.offset, means, spread}, engine,
      world);
  // Caught while the axis lives: all ranks throw alike, and then destroy it together.
  try {
    outcome.end = trainer.run(outcome.state, hooks);
  } catch (const Error& error) {
    outcome.error = error.what();
  }
  return outcome;
}

/// Collective. The whole autoencoder from what the ranks of the grid hold.
inline std::vector<float> whole_weights(const mpi::Communicator& ranks, const Outcome& outcome) {
  Autoencoder autoencoder(outcome.layout.architecture());
  put_into(autoencoder, outcome.layout, outcome.state.weights.values());
  ranks.sum(autoencoder.parameters());
  return {autoencoder.parameters().begin(), autoencoder.parameters().end()};
}

/// Every S×T of so many ranks.
inline std::vector<mpi::GridShape> all_shapes(int ranks) {
  const auto size = static_cast<std::size_t>(ranks);
  std::vector<mpi::GridShape> shapes;
  for (std::size_t genes = 1; genes <= size; ++genes) {
    if (size % genes == 0) shapes.push_back({size / genes, genes});
  }
  return shapes;
}

}  // namespace lampyris::test
