// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "jobs/settings/settings.hpp"
#include "src/autoencoder/architecture.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/training/batches/corrupted_batches.hpp"
#include "src/training/engines/sparsity.hpp"
#include "src/training/optimiser.hpp"

namespace lampyris::jobs {

// From settings to the objects of src/training. Each throws UsageError that names the keys which do not fit
// together.

[[nodiscard]] Architecture architecture_of(const Settings& settings, std::size_t genes);
/// "auto" is bf16 where the processor multiplies it faster, for the engine that can.
[[nodiscard]] Precision precision_of(const Settings& settings);
[[nodiscard]] OptimiserSettings optimiser_of(const Settings& settings, std::size_t steps_per_epoch);
[[nodiscard]] Corruption corruption_of(const Settings& settings);
[[nodiscard]] Sparsity sparsity_of(const Settings& settings);

/// "auto" is `automatic`; otherwise bytes with K, M, G or T behind the number.
[[nodiscard]] double memory_limit(const std::string& setting, double automatic);

}  // namespace lampyris::jobs
