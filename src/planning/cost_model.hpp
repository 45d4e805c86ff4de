// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/planning/memory_plan.hpp"
#include "src/planning/rehearsal.hpp"

namespace lampyris {

/// Part of the memory that is available now which a run may take; the rest is for page cache and for others.
inline constexpr double fair_share = 0.9;

/// How a rank's part fits into its memory.
struct MemoryFit {
  MemoryQuestion part;            ///< streamed when the samples have to be read batch by batch
  std::vector<MemoryItem> items;  ///< of this part
  double bytes = 0;               ///< of all items
  double resident = 0;            ///< bytes with all samples in memory
  double least = 0;               ///< bytes with the samples read batch by batch
  double limit = 0;               ///< bytes that may be used

  /// Whether the training samples must be read batch by batch.
  [[nodiscard]] bool streams() const { return part.streamed; }
  /// Whether even reading batch by batch takes more than the limit.
  [[nodiscard]] bool fails() const { return resident > limit && least > limit; }
};

/// Keeps the samples in memory where that takes at most `limit` bytes, else streams them.
[[nodiscard]] MemoryFit fit_memory(MemoryQuestion part, double limit);

/// The traits of a run that make its steps longer than those of a rehearsal, which are of the engine `fused`
/// on samples in memory.
struct StepTraits {
  bool streams = false;       ///< whether samples are read batch by batch
  bool reproducible = false;  ///< whether the engine is the reproducible one
  bool scalapack = false;     ///< whether the engine is that of ScaLAPACK
};

/// Gives how many times as long a step is, as measured in tests/bench/README.md.
[[nodiscard]] double step_factor(const StepTraits& traits);

/// The parts of an epoch that are counted.
struct EpochSize {
  std::size_t samples = 0;       ///< that train, over all ranks
  std::size_t batch = 0;         ///< over all ranks
  std::size_t heldout_most = 0;  ///< samples of the largest sample group
  std::size_t rows = 0;          ///< samples that are evaluated at once
};

/// Seconds, and samples a second.
struct EpochCosts {
  double step = 0;                ///< a full batch, with its exchange
  double evaluation = 0;          ///< of all held-out samples
  double epoch = 0;               ///< seconds of an epoch
  double samples_per_second = 0;  ///< while it trains
};

/// From what a rehearsal measured and what a step exchanges (exchange_seconds) to a whole epoch: a last batch
/// that is not full costs its share.
[[nodiscard]] EpochCosts epoch_costs(const RehearsedCosts& measured, const EpochSize& size, double exchange,
                                     double factor);

/// Gives how many ranks of `bytes` each fit into the fair share of `available` bytes, at most `wanted`; 0
/// when not even one.
[[nodiscard]] int ranks_that_fit(double bytes, double available, int wanted);

}  // namespace lampyris
