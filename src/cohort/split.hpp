// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/cohort/labels.hpp"

namespace lampyris {

/// Which samples train and which are held out; sample indices in ascending order.
struct Split {
  std::vector<std::size_t> training;  ///< samples that train
  std::vector<std::size_t> heldout;   ///< samples that are only predicted
};

/// Whole groups are drawn at random, a function of the seed alone, until at least `fraction` (0 ≤ fraction <
/// 1) of the samples are held out. Throws UsageError when no training sample would be left.
[[nodiscard]] Split split_samples(const Labels& groups, double fraction, std::uint64_t seed);

}  // namespace lampyris
