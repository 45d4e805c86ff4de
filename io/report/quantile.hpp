#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace lampyris::io {

/// Quantile of sorted values, linear between order statistics (Hyndman and Fan's type 7, the default of R and
/// numpy). `sorted` is not empty; 0 ≤ probability ≤ 1.
[[nodiscard]] inline double quantile(std::span<const double> sorted, double probability) {
  const double position = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(position));
  if (below + 1 >= sorted.size()) return sorted.back();
  const double fraction = position - static_cast<double>(below);
  return sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
}

}  // namespace lampyris::io
