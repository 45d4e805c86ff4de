// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace lampyris {

/// Quantile of type 7 (linear between order statistics, as R and NumPy do by default); `probability` in [0,
/// 1]. The values need no order and hold no NaN; NaN without values.
[[nodiscard]] double quantile(std::span<const double> values, double probability);

/// The same quantile of values in ascending order.
[[nodiscard]] double quantile_of_sorted(std::span<const double> sorted, double probability);

/// The value in the middle, of an even number of values the mean (a + b) / 2 of the two there, in double; its
/// last bit may differ from that of quantile(values, 0.5). Reorders the values, which hold no NaN; NaN
/// without values.
template <class T>
[[nodiscard]] double median(std::span<T> values);

extern template double median(std::span<float> values);
extern template double median(std::span<double> values);

}  // namespace lampyris
