// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/wilcoxon.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "src/statistics/normal.hpp"
#include "src/statistics/ranks.hpp"

namespace lampyris {

SignedRank wilcoxon_signed_rank(std::span<const double> differences) {
  std::vector<double> used;
  std::vector<double> sizes;
  for (const double d : differences) {
    if (d == 0) continue;
    used.push_back(d);
    sizes.push_back(std::abs(d));
  }
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (used.empty()) return {0, nan, nan, 0};

  const Midranks ranks = midranks(sizes);
  SignedRank result{0, 0, 0, used.size()};
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (used[i] > 0) result.positive_ranks += ranks.rank[i];
  }
  const auto n = static_cast<double>(used.size());
  double variance = n * (n + 1) * (2 * n + 1) / 24;
  for (const std::size_t size : ranks.ties) {
    const auto t = static_cast<double>(size);
    variance -= (t * t * t - t) / 48;
  }
  result.z = (result.positive_ranks - n * (n + 1) / 4) / std::sqrt(variance);
  result.p = normal_two_sided(result.z);
  return result;
}

}  // namespace lampyris
