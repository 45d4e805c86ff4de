// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/train/training_cohort.hpp"
#include "src/autoencoder/model.hpp"
#include "src/base/world.hpp"
#include "src/training/training_state.hpp"

namespace lampyris::jobs {

/// Says before training that it will make too few updates to learn anything, when that is so; the result does
/// as `context` and says while it goes on, once, that the loss stands still.
[[nodiscard]] Context watch_learning(const Context& context, std::size_t training_samples);

/// Whether the loss has stood still from the start although there were updates enough to learn.
[[nodiscard]] bool rate_was_too_high(const TrainingPosition& position);

/// The facts about a trained network that show whether it has learned.
struct LearningEvidence {
  const TrainingPosition& position;
  const std::vector<NodeRange>& ranges;  ///< of every layer
  double pca2;                           ///< r2_of_two_components; may be NaN
};

/// One clear warning with what to change, where the network reconstructs worse than two principal components,
/// its loss stands still, a layer is constant or more than a quarter of its nodes do nothing; else empty.
[[nodiscard]] std::string learning_warning(const Settings& settings, const LearningEvidence& evidence);

}  // namespace lampyris::jobs
