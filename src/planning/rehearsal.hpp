// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "src/planning/memory_plan.hpp"
#include "src/training/batches/corrupted_batches.hpp"
#include "src/training/engines/hidden_noise.hpp"
#include "src/training/engines/sparsity.hpp"
#include "src/training/optimiser.hpp"

namespace lampyris {

/// A rank's part of a training run that is tried before it is run.
struct Rehearsal {
  MemoryQuestion part;            ///< of the rank with the most work
  std::size_t batch = 0;          ///< samples of a full batch in a sample group, at most part.rows
  OptimiserSettings optimiser;    ///< how the gradient moves the weights
  Corruption corruption;          ///< of the inputs
  Sparsity sparsity;              ///< of the hidden nodes
  std::size_t sample_groups = 1;  ///< of the grid
  int ranks = 1;        ///< that work here at once, each in a thread of its own: they share caches and memory
  int threads = 1;      ///< of each
  HiddenNoise noise{};  ///< on hidden nodes
  double average = 0;   ///< see Trainer::Settings
};

/// The cost of the parts of an epoch for a rank, in seconds, without waiting for other nodes.
struct RehearsedCosts {
  double step = 0;        ///< a full batch: gather, forward, backward, update
  double evaluation = 0;  ///< part.rows held-out samples: reconstruct, compare
};

/// Bytes that each of the ranks of a rehearsal takes.
[[nodiscard]] double rehearsal_bytes(const Rehearsal& rehearsal);

/// Trains part of a random cohort with the engine `fused` for a few seconds and measures it. Medians over
/// epochs of a few steps, of the slowest rank.
[[nodiscard]] RehearsedCosts rehearse(const Rehearsal& rehearsal);

}  // namespace lampyris
