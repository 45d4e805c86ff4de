// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "jobs/settings/chosen_keys.hpp"
#include "jobs/train/training_cohort.hpp"
#include "src/autoencoder/architecture.hpp"
#include "src/linalg/bfloat16.hpp"

namespace lampyris::jobs {

/// The keys that do not decide the weights after a given step, or that stand in the fingerprint as what they
/// come to. Every other key of the job file is in it, so that none can be forgotten.
[[nodiscard]] std::span<const LeftOutKey> keys_without_weights();

/// Identifies all that decides the weights after a given step: a checkpoint with another one is not gone on
/// from. `precision` is the one that training began in. 16 hexadecimal digits.
[[nodiscard]] std::string training_fingerprint(const Settings& settings, const TrainingCohort& cohort,
                                               const Architecture& shape, Precision precision);

}  // namespace lampyris::jobs
