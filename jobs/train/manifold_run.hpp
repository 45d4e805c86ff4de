// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/train/model_candidate.hpp"
#include "jobs/train/training_cohort.hpp"
#include "src/autoencoder/model.hpp"
#include "src/manifold/manifold_choice.hpp"
#include "src/manifold/manifold_fit.hpp"
#include "src/training/training_state.hpp"

namespace lampyris::jobs {

/// A manifold's size and penalties, chosen; finish_manifold fits it for good.
struct ChosenManifold {
  std::vector<Candidate> sizes;    ///< every size of the code that was tried, rising
  std::size_t taken = 0;           ///< the best one's place among them
  ManifoldChoice choice;           ///< of the best size
  ManifoldFit fit;                 ///< to the training samples; empty where it was chosen by folds
  bool by_folds = false;           ///< by cross-validation over groups: there are few validation samples
  std::vector<EpochReport> turns;  ///< for metrics.tsv
};

/// Collective. Tries a principal manifold with every size of the code, takes the best on the validation
/// samples (by cross-validation over groups where these are few), and writes manifold.tsv. Throws UsageError
/// when there are no validation samples.
[[nodiscard]] ChosenManifold choose_manifold(const Context& context, const World& world,
                                             const TrainingCohort& cohort);

/// Collective. The model of a choice: fitted again on training and validation samples when the settings say
/// so. Its nodes range, each, from the 1 % quantile over the fitted samples to the 99 % one. Writes
/// metrics.tsv.
[[nodiscard]] Model finish_manifold(const Context& context, const World& world, const TrainingCohort& cohort,
                                    ChosenManifold chosen);

}  // namespace lampyris::jobs
