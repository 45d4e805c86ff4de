// SPDX-License-Identifier: Apache-2.0
#include "src/planning/exchange_costs.hpp"

#include <algorithm>
#include <cmath>

namespace lampyris {
namespace {

// Of what a rank holds, this much goes out in a ring of so many.
double share_of_ring(double members) {
  return 2 * (members - 1) / members;
}

}  // namespace

double exchange_seconds(double bytes, const NodePartition& partition, const Links& links) {
  constexpr double piece = 1 << 20;  // a sum of its own, see RankSampleAxis
  const auto here = static_cast<double>(
      std::clamp<std::size_t>(partition.ranks_per_node / std::max<std::size_t>(1, partition.gene_groups), 1,
                              partition.sample_groups));
  const double nodes = std::ceil(static_cast<double>(partition.sample_groups) / here);
  const double inside = here > 1 ? share_of_ring(here) * bytes / links.memory : 0;
  if (nodes <= 1) return inside;
  const double sent = share_of_ring(nodes) * bytes * static_cast<double>(partition.ranks_per_node);
  return inside + sent / links.network + 2 * (nodes - 1) * std::ceil(bytes / piece) * links.latency;
}

}  // namespace lampyris
