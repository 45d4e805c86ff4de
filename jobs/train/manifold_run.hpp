// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/train/training_cohort.hpp"
#include "src/autoencoder/model.hpp"

namespace lampyris::jobs {

/// A manifold and the ranges of its nodes.
struct TrainedManifold {
  ManifoldModel model;
  NodeRange range;        ///< of each node, its 1 % quantile, mean and 99 % quantile over the fitted samples
  bool refitted = false;  ///< whether validation samples are among them
};

/// Collective. Fits a principal manifold for every size of the code, takes the best on the validation samples
/// (by cross-validation over groups where these are few), fits it again on training and validation samples
/// when the settings say so, and writes metrics.tsv and manifold.tsv. Throws UsageError when there are no
/// validation samples.
[[nodiscard]] TrainedManifold run_manifold(const Context& context, const World& world,
                                           const TrainingCohort& cohort);

}  // namespace lampyris::jobs
