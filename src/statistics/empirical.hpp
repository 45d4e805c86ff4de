// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace lampyris {

/// p of a value that `at_least_as_extreme` of `draws` null values reach: (r + 1) / (N + 1), never 0.
[[nodiscard]] double empirical_p(std::size_t at_least_as_extreme, std::size_t draws);

/// Mean and standard deviation (n − 1) of a null distribution; sd is 0 for fewer than two values, mean NaN
/// for none.
struct NullMoments {
  double mean = 0;  ///< of the null values
  double sd = 0;    ///< with n − 1
};
/// Computes the moments of null values.
[[nodiscard]] NullMoments null_moments(std::span<const double> null);

/// (value − mean) / sd; NaN when the null does not vary.
[[nodiscard]] double z_score(double value, const NullMoments& null);

}  // namespace lampyris
