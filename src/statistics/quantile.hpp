#pragma once

#include <span>

namespace lampyris {

/// Quantile of type 7 (linear between order statistics, as R and NumPy do by default); `probability` in [0,
/// 1]. The values need no order and hold no NaN; NaN without values.
[[nodiscard]] double quantile(std::span<const double> values, double probability);

/// As quantile, of values in ascending order.
[[nodiscard]] double quantile_of_sorted(std::span<const double> sorted, double probability);

}  // namespace lampyris
