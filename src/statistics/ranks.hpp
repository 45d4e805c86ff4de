// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lampyris {

/// Ranks from 1, ties sharing their mean rank, in the order of the values.
struct Midranks {
  std::vector<double> rank;       ///< one a value
  std::vector<std::size_t> ties;  ///< sizes of the groups of two or more equal values
};

/// Ranks values without NaN.
[[nodiscard]] Midranks midranks(std::span<const double> values);

}  // namespace lampyris
