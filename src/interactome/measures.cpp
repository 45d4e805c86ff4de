// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/measures.hpp"

#include <algorithm>
#include <numeric>

namespace lampyris {
namespace {

constexpr std::uint64_t greatest_scale = std::uint64_t{1} << 32;

// 0: there is none that is small enough.
std::uint64_t common_multiple(std::size_t longest) {
  std::uint64_t multiple = 1;
  for (std::uint64_t d = 2; d <= longest; ++d) {
    multiple = std::lcm(multiple, d);
    if (multiple > greatest_scale) return 0;
  }
  return multiple;
}

}  // namespace

InverseDistances::InverseDistances(std::size_t longest) : values_(std::max<std::size_t>(longest, 1) + 1) {
  const std::uint64_t multiple = common_multiple(longest);
  const std::uint64_t one = multiple > 0 ? multiple : greatest_scale;
  for (std::uint64_t d = 1; d < values_.size(); ++d) values_[d] = (one + d / 2) / d;
}

PairSums InverseDistances::sum(std::span<const std::uint64_t> pairs_at_distance) const {
  PairSums sums;
  if (pairs_at_distance.empty()) return sums;
  sums.edges = pairs_at_distance.front();
  for (std::size_t d = 1; d <= pairs_at_distance.size(); ++d) {
    sums.inverse += pairs_at_distance[d - 1] * values_[d];
  }
  return sums;
}

SetMeasures InverseDistances::measures(const PairSums& sums, std::size_t genes) const {
  if (genes < 2) return {};
  const double pairs = static_cast<double>(genes) * static_cast<double>(genes - 1) / 2.0;
  const auto edges = static_cast<double>(sums.edges);
  return {edges, edges / pairs, static_cast<double>(sums.inverse) / static_cast<double>(scale()) / pairs};
}

}  // namespace lampyris
