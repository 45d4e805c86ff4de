// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/measures.hpp"

namespace lampyris {

SetMeasures set_measures(std::span<const std::uint64_t> pairs_at_distance, std::size_t genes) {
  if (genes < 2 || pairs_at_distance.empty()) return {};
  const double pairs = static_cast<double>(genes) * static_cast<double>(genes - 1) / 2.0;
  double sum = 0;
  for (std::size_t d = pairs_at_distance.size(); d > 0; --d) {
    sum += static_cast<double>(pairs_at_distance[d - 1]) / static_cast<double>(d);
  }
  const auto edges = static_cast<double>(pairs_at_distance.front());
  return {edges, edges / pairs, sum / pairs};
}

}  // namespace lampyris
