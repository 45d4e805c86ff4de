// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "jobs/program/context.hpp"
#include "jobs/train/training_cohort.hpp"
#include "mpi/process_grid.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/pca/pca.hpp"
#include "src/planning/memory_plan.hpp"
#include "src/training/batches/epoch_order.hpp"

namespace lampyris::jobs {

/// How far a run trains, and what for.
struct TrainingAim {
  std::size_t epochs;   ///< at most
  bool refits = false;  ///< to validation samples, too, for as many epochs as they chose before
  std::string folder;   ///< of its checkpoints, in that of all; empty where there is but one network
  const Pca* components = nullptr;  ///< of its training samples, where they are known, see TrainingStart
};

/// The facts that every part of a training run needs.
struct TrainingTask {
  const Context& context;
  const World& world;
  const TrainingCohort& cohort;
  const Architecture& shape;
  const mpi::ProcessGrid& grid;
  BatchPlan plan;
  TrainingAim aim;
};

/// Which part of everything is this rank's.
struct TrainingPartition {
  Slice genes;
  Slice training;            ///< of the training samples
  Slice heldout;             ///< of the validation samples
  std::size_t heldout_most;  ///< no sample group has more of them
  ParameterLayout layout;
};

/// Partitions a training run as the engine of the settings works. Throws UsageError for what it cannot
/// partition.
[[nodiscard]] TrainingPartition partition(const TrainingTask& task);

/// Samples that the engine takes at once: batches, and held-out samples even where batches are small.
[[nodiscard]] std::size_t rows_at_once(const BatchPlan& plan, Slice training, std::size_t heldout_most);

[[nodiscard]] MemoryQuestion memory_question(const TrainingTask& task, const TrainingPartition& mine,
                                             Precision precision);

}  // namespace lampyris::jobs
