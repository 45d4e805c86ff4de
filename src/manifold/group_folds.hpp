// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace lampyris {

/// Samples in folds, each group in one of them.
struct GroupFolds {
  std::size_t count = 0;               ///< of folds, none of which is empty
  std::vector<std::size_t> of_sample;  ///< the fold of each
};

/// Puts groups into at most so many folds: large groups first, groups of one size in an order that is drawn
/// from their number alone, each into the fold with the fewest samples so far. `groups` has that of each
/// sample, any numbers.
[[nodiscard]] GroupFolds group_folds(const std::vector<std::size_t>& groups, std::size_t most);

/// Whether errors, one a sample, are less than others by more than `standard_errors` standard errors of the
/// mean difference of a group.
[[nodiscard]] bool clearly_less(const std::vector<double>& errors, const std::vector<double>& others,
                                const std::vector<std::size_t>& groups, double standard_errors);

}  // namespace lampyris
