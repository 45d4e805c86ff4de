// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "io/checkpoint/checkpoint_store.hpp"
#include "jobs/train/training_partition.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/training/training_state.hpp"

namespace lampyris::jobs {

/// Where a training run begins, or goes on.
struct TrainingBeginning {
  Precision precision;                       ///< to train in, the same on all ranks
  bool goes_on = false;                      ///< from a checkpoint
  TrainingState state;                       ///< the checkpoint's, or all zeros
  std::optional<io::CheckpointStore> store;  ///< for the checkpoints to come
};

/// Collective. Takes the newest checkpoint of these settings and inputs, and says so. With train.precision =
/// "auto" a run goes on in the precision that it was begun in, and where a processor has no bf16, in f32:
/// weights and moments are f32 either way. Its checkpoints stay those of the run as it was begun.
[[nodiscard]] TrainingBeginning begin_training(const TrainingTask& task, const TrainingPartition& mine);

}  // namespace lampyris::jobs
