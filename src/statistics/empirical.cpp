// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/empirical.hpp"

#include <cmath>
#include <limits>

namespace lampyris {

double empirical_p(std::size_t at_least_as_extreme, std::size_t draws) {
  return (static_cast<double>(at_least_as_extreme) + 1) / (static_cast<double>(draws) + 1);
}

NullMoments null_moments(std::span<const double> null) {
  if (null.empty()) return {std::numeric_limits<double>::quiet_NaN(), 0};
  const auto count = static_cast<double>(null.size());
  double sum = 0;
  for (const double x : null) sum += x;
  const double mean = sum / count;
  if (null.size() < 2) return {mean, 0};
  double squares = 0;
  for (const double x : null) squares += (x - mean) * (x - mean);
  return {mean, std::sqrt(squares / (count - 1))};
}

double z_score(double value, const NullMoments& null) {
  return null.sd > 0 ? (value - null.mean) / null.sd : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace lampyris
