// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/constant_nodes.hpp"

#include <algorithm>
#include <cstddef>

#include "src/statistics/quantile.hpp"

namespace lampyris {

std::vector<Constancy> find_constant_nodes(const NodeRange& range, std::span<const float> largest) {
  constexpr double least_range = 0.01;
  constexpr double least_score = 1e-5;
  std::vector<double> ranges;
  for (std::size_t j = 0; j < largest.size(); ++j) {
    ranges.push_back(static_cast<double>(range.maximum[j]) - static_cast<double>(range.minimum[j]));
  }
  const double median_range = quantile(ranges, 0.5);
  const double layer = largest.empty() ? 0 : *std::max_element(largest.begin(), largest.end());
  std::vector<Constancy> found;
  for (std::size_t j = 0; j < largest.size(); ++j) {
    const double score = largest[j];
    if (ranges[j] <= 0 || ranges[j] < least_range * median_range) {
      found.push_back(Constancy::range);
    } else {
      found.push_back(score <= 0 || score < least_score * layer ? Constancy::score : Constancy::none);
    }
  }
  return found;
}

}  // namespace lampyris
