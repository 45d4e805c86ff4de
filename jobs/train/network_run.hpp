// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "jobs/train/model_candidate.hpp"
#include "jobs/train/training_cohort.hpp"
#include "jobs/train/training_run.hpp"
#include "src/autoencoder/model.hpp"
#include "src/pca/pca.hpp"

namespace lampyris::jobs {

/// A network that was trained on the training samples.
struct FittedNetwork {
  Architecture shape;
  Trained trained;
  std::string folder;  ///< of its checkpoints, see TrainingAim
};

/// Collective. Trains the network of the settings; where its loss has stood still from the start over 500
/// updates or more, again with a tenth of the rate, twice at most, and gives the best.
[[nodiscard]] FittedNetwork fit_network(const Context& context, const World& world,
                                        const TrainingCohort& cohort);

/// A residual network, the best of all sizes of its code.
struct BestResidual {
  FittedNetwork network;
  std::vector<Candidate> sizes;  ///< every size that was tried, rising
  std::size_t taken = 0;         ///< its place among them
};

/// Collective. Trains a residual network with each of these sizes of the code, but for those that the
/// training samples do not allow, and keeps the one whose refined codes give the validation samples back
/// best. With one size and no validation samples, nothing is measured (NaN). `components` of the training
/// samples, as many as the largest size, are fitted here where there are none. Throws UsageError where sizes
/// cannot be compared, and as run_training.
[[nodiscard]] BestResidual fit_best_residual(const Context& context, const World& world,
                                             const TrainingCohort& cohort,
                                             const std::vector<std::size_t>& sizes,
                                             const Pca* components = nullptr);

/// Collective. The model of a network: a residual one is trained again, on training and validation samples,
/// when the settings say so. Writes its metrics.tsv, and says when it has not learned.
[[nodiscard]] Model finish_network(const Context& context, const World& world, TrainingCohort& cohort,
                                   FittedNetwork network);

}  // namespace lampyris::jobs
