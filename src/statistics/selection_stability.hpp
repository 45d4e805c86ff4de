// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lampyris {

/// How far repeated selections from the same features agree: 1 all alike, 0 as chance would have it.
struct SelectionStability {
  double index = 0;  ///< at most 1; NaN for fewer than two selections, or when each took all features or none
  double low = 0;    ///< lower end of the 95 % interval
  double high = 0;   ///< upper end, at most 1
};

/// Computes the stability index of Nogueira, Sechidis and Brown (2018), equation 4, with the normal interval
/// of their theorem 7. selections[i] are the features that selection i took, each once, in any order, below
/// `features`. Selections may differ in size.
[[nodiscard]] SelectionStability selection_stability(std::span<const std::vector<std::size_t>> selections,
                                                     std::size_t features);

}  // namespace lampyris
