// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/modules/contrast.hpp"
#include "src/modules/logistic.hpp"
#include "src/statistics/auroc.hpp"

namespace lampyris {

/// The fold of each sample of a contrast; groups are never split.
struct Folds {
  std::size_t count = 0;               ///< 0 when no folds leave cases and controls to train on
  std::vector<std::size_t> of_sample;  ///< from 0 to count − 1, one a sample of the contrast
};

/// Up to 5 folds: groups in random order (seed, name of the contrast), those with most cases first, each to
/// the fold with the fewest cases so far, then the fewest samples.
[[nodiscard]] Folds assign_folds(const Contrast& contrast, std::uint64_t seed);

/// AUROC of samples scored by classifiers that never saw their group, over all folds together, with DeLong's
/// interval. A sample's score is its centred code times the weights, without the intercept: intercepts differ
/// between folds with their share of cases, and would favour the wrong class. NaN when there are no folds.
/// The interval takes samples for independent, and folds for one classifier.
[[nodiscard]] Auroc cross_validate(const RidgeLogistic& classifier, const Contrast& contrast,
                                   const Folds& folds);

}  // namespace lampyris
