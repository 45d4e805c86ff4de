// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/multiple_testing.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace lampyris {

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!std::isnan(p[i])) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });

  std::vector<double> q(p.size(), std::numeric_limits<double>::quiet_NaN());
  const auto tests = static_cast<double>(order.size());
  double smallest = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    smallest = std::min(smallest, p[i] * tests / static_cast<double>(rank));
    q[i] = smallest;
  }
  return q;
}

std::vector<double> benjamini_hochberg(std::span<const double> p, const std::vector<bool>& counted) {
  std::vector<double> family;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (counted[i] && !std::isnan(p[i])) family.push_back(p[i]);
  }
  std::ranges::sort(family);
  const auto tests = static_cast<double>(family.size());
  std::vector<double> least(family.size() + 1, 1.0);  // of p · tests / rank from a place on
  for (std::size_t rank = family.size(); rank > 0; --rank) {
    least[rank - 1] = std::min(least[rank], family[rank - 1] * tests / static_cast<double>(rank));
  }
  std::vector<double> q(p.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) continue;
    const auto above = std::ranges::upper_bound(family, p[i]) - family.begin();
    const auto rank = static_cast<std::size_t>(above);  // how many are at most this p
    const double own = p[i] * tests / static_cast<double>(std::max<std::size_t>(1, rank));
    q[i] = std::min(own, least[rank]);
  }
  return q;
}

}  // namespace lampyris
