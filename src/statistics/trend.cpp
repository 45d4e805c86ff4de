// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/trend.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "src/statistics/normal.hpp"
#include "src/statistics/ranks.hpp"

namespace lampyris {
namespace {

using Group = std::vector<double>;

struct Pair {
  const Group& earlier;
  const Group& later;
};

/// Pairs in which the later value is higher, ties counting half; both groups are sorted.
double rising_pairs(const Pair& pair) {
  double count = 0;
  std::size_t below = 0;
  std::size_t not_above = 0;
  for (const double x : pair.later) {
    while (below < pair.earlier.size() && pair.earlier[below] < x) ++below;
    while (not_above < pair.earlier.size() && pair.earlier[not_above] <= x) ++not_above;
    count += (static_cast<double>(below) + static_cast<double>(not_above)) / 2;
  }
  return count;
}

/// Sums over group sizes n of the three polynomials in the variance.
struct Sizes {
  double cubic = 0;   ///< n (n − 1) (2n + 5)
  double triple = 0;  ///< n (n − 1) (n − 2)
  double pairs = 0;   ///< n (n − 1)

  void add(std::size_t size) {
    const auto n = static_cast<double>(size);
    cubic += n * (n - 1) * (2 * n + 5);
    triple += n * (n - 1) * (n - 2);
    pairs += n * (n - 1);
  }
};

double variance_of(const Sizes& whole, const Sizes& groups, const Sizes& ties) {
  double variance = (whole.cubic - groups.cubic - ties.cubic) / 72;
  if (whole.triple > 0) variance += groups.triple * ties.triple / (36 * whole.triple);
  if (whole.pairs > 0) variance += groups.pairs * ties.pairs / (8 * whole.pairs);
  return variance;
}

}  // namespace

Trend jonckheere_terpstra(std::span<const std::vector<double>> groups) {
  std::vector<Group> sorted(groups.begin(), groups.end());
  Sizes of_groups;
  Group pooled;
  double squares = 0;
  for (auto& group : sorted) {
    std::sort(group.begin(), group.end());
    of_groups.add(group.size());
    squares += static_cast<double>(group.size()) * static_cast<double>(group.size());
    pooled.insert(pooled.end(), group.begin(), group.end());
  }
  Trend trend;
  for (std::size_t later = 1; later < sorted.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      trend.statistic += rising_pairs({sorted[earlier], sorted[later]});
    }
  }
  Sizes whole;
  whole.add(pooled.size());
  Sizes ties;
  for (const std::size_t size : midranks(pooled).ties) ties.add(size);

  const auto total = static_cast<double>(pooled.size());
  const double mean = (total * total - squares) / 4;
  const double variance = variance_of(whole, of_groups, ties);
  // Rounding leaves a trace of variance when all values are equal; real ones are at least 1/4.
  trend.z = variance > 1e-6 ? (trend.statistic - mean) / std::sqrt(variance)
                            : std::numeric_limits<double>::quiet_NaN();
  trend.p = normal_two_sided(trend.z);
  trend.p_rise = normal_upper(trend.z);
  trend.p_fall = normal_upper(-trend.z);
  return trend;
}

}  // namespace lampyris
