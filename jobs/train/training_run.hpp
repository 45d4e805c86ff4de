// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/program/context.hpp"
#include "jobs/train/training_cohort.hpp"
#include "jobs/train/training_partition.hpp"
#include "src/autoencoder/autoencoder.hpp"
#include "src/training/training_state.hpp"

namespace lampyris::jobs {

/// The best autoencoder of a training run, whole on every rank, and how the run went.
struct Trained {
  Autoencoder autoencoder;
  TrainingPosition position;
};

/// Collective. Trains as far as `aim` says, from the newest checkpoint if there is one, on the grid and with
/// the engine that the settings ask for. Writes metrics.tsv but for a refit. Throws Interrupted when a stop
/// left a checkpoint behind.
[[nodiscard]] Trained run_training(const Context& context, const World& world, const TrainingCohort& cohort,
                                   const Architecture& shape, const TrainingAim& aim);

}  // namespace lampyris::jobs
