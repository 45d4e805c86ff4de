// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/penalty_groups.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace lampyris {

std::vector<Slice> penalty_groups(std::size_t code, std::size_t rank, std::size_t count) {
  if (count <= 1 || code >= rank) return {{0, rank}};
  std::set<std::size_t> ends{0, code, rank};
  const auto first = static_cast<double>(std::min(2 * code, rank));
  for (std::size_t i = 0; i + 2 < count; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(count - 2);
    // A hair above, so that an end that is whole but for rounding is not cut to the number below.
    const double end = first * std::pow(static_cast<double>(rank) / first, part) * (1 + 1e-12);
    ends.insert(std::min(static_cast<std::size_t>(end), rank));
  }
  std::vector<Slice> groups;
  for (auto end = std::next(ends.begin()); end != ends.end(); ++end) {
    groups.push_back({*std::prev(end), *end - *std::prev(end)});
  }
  return groups;
}

}  // namespace lampyris
