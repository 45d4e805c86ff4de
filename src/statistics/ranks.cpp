// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/ranks.hpp"

#include <algorithm>
#include <numeric>

namespace lampyris {

Midranks midranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] < values[b]; });

  Midranks result{std::vector<double>(values.size()), {}};
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first + 1;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    const double shared = (static_cast<double>(first + 1) + static_cast<double>(end)) / 2;
    for (std::size_t i = first; i < end; ++i) result.rank[order[i]] = shared;
    if (end - first > 1) result.ties.push_back(end - first);
    first = end;
  }
  return result;
}

}  // namespace lampyris
