// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/train/training_cohort.hpp"
#include "mpi/process_grid.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/linalg/numbers.hpp"
#include "src/pca/pca.hpp"

namespace lampyris::jobs {

/// The parts that the weights of a new run are made from.
struct TrainingStart {
  const TrainingCohort& cohort;
  const mpi::ProcessGrid& grid;
  const ParameterLayout& layout;
  Slice genes;                      ///< mine
  Numbers training;                 ///< my group's training samples × my genes, scaled
  const Pca* components = nullptr;  ///< at least as many as a residual network's code; null: to be fitted
};

/// Collective. PCA of the training samples, exact or randomised by their number.
[[nodiscard]] Pca training_components(const Context& context, const TrainingCohort& cohort,
                                      std::size_t components);

/// Collective. Sets the weights, laid out as start.layout, as model.kind and model.init ask: at random, or as
/// PCA. Returns the standard deviation of each component of a residual network's code, of others nothing.
[[nodiscard]] std::vector<double> start_weights(const Context& context, const TrainingStart& start,
                                                std::span<float> weights);

}  // namespace lampyris::jobs
