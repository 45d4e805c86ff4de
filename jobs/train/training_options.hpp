// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "jobs/settings/settings.hpp"
#include "mpi/communicator.hpp"
#include "mpi/process_grid.hpp"
#include "src/autoencoder/architecture.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/training/batches/corrupted_batches.hpp"
#include "src/training/engines/hidden_noise.hpp"
#include "src/training/engines/sparsity.hpp"
#include "src/training/optimiser.hpp"

namespace lampyris::jobs {

// From settings to the objects of src/training. Each throws UsageError that names the keys which do not fit
// together.

/// The network's, or, with a `code` above 0, that of a residual network with a code of this size.
[[nodiscard]] Architecture architecture_of(const Settings& settings, std::size_t genes, std::size_t code = 0);
/// The sizes of the code that a manifold is tried with: those of the settings, and where these are the
/// default and the samples are few, which allow none or few of them, small ones.
[[nodiscard]] std::vector<std::size_t> manifold_sizes(const Settings& settings, std::size_t training_samples);
/// Returns what "auto" comes to on this rank: bf16 where its processor multiplies it faster, for the engine
/// that can.
[[nodiscard]] Precision automatic_precision(const Settings& settings);
/// "auto" is bf16 where this rank's processor multiplies it faster, for the engine that can.
[[nodiscard]] Precision precision_of(const Settings& settings);
/// Collective. The same for all ranks: "auto" is bf16 where every processor has it. Throws on all ranks what
/// one rank alone throws.
[[nodiscard]] Precision precision_of(const Settings& settings, const mpi::Communicator& ranks);
/// Returns what a grid for these settings may be at most: a sample in each batch for every sample group, and
/// 8 groups for train.reproducible.
[[nodiscard]] mpi::GridLimits grid_limits(const Settings& settings, std::size_t genes);
[[nodiscard]] OptimiserSettings optimiser_of(const Settings& settings, std::size_t steps_per_epoch);
/// `mean`: of each gene, in scaled units.
[[nodiscard]] Corruption corruption_of(const Settings& settings, std::vector<double> mean);
[[nodiscard]] Sparsity sparsity_of(const Settings& settings);
/// `code_sd`: of each component of a residual network's code at the start.
[[nodiscard]] HiddenNoise hidden_noise_of(const Settings& settings, std::vector<double> code_sd);

}  // namespace lampyris::jobs
