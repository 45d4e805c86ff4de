// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/program/context.hpp"
#include "jobs/train/chosen_manifold.hpp"
#include "jobs/train/training_cohort.hpp"
#include "src/autoencoder/model.hpp"
#include "src/base/kept_units.hpp"
#include "src/base/world.hpp"

namespace lampyris::jobs {

/// Collective. Tries a principal manifold with every size of the code and takes the best on the validation
/// samples (by cross-validation over groups where these are few), or takes the choice that an earlier start
/// has left in `kept`, where a new one is kept. Writes manifold.tsv. Throws UsageError when there are no
/// validation samples.
[[nodiscard]] ChosenManifold choose_manifold(const Context& context, const World& world,
                                             const TrainingCohort& cohort, KeptUnits& kept);

/// Collective. The model of a choice: fitted again on training and validation samples when the settings say
/// so. Its nodes range, each, from the 1 % quantile over the fitted samples to the 99 % one. Writes
/// metrics.tsv.
[[nodiscard]] Model finish_manifold(const Context& context, const World& world, const TrainingCohort& cohort,
                                    ChosenManifold chosen);

}  // namespace lampyris::jobs
