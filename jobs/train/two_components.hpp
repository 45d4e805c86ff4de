// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/train/training_cohort.hpp"
#include "src/base/world.hpp"

namespace lampyris::jobs {

/// Collective. Global R² that PCA with two components, of at most 2048 of the training samples, has on the
/// validation samples, or without these on the training samples themselves; NaN where there is no such PCA.
[[nodiscard]] double r2_of_two_components(const World& world, const TrainingCohort& cohort);

}  // namespace lampyris::jobs
