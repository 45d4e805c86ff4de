// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lampyris {

/// How close the n genes of a set are to each other in the network; 0 for fewer than two genes.
struct SetMeasures {
  double edges = 0;      ///< edges inside the set
  double density = 0;    ///< 2 · edges / (n (n − 1))
  double closeness = 0;  ///< harmonic: 2 / (n (n − 1)) · Σ_{i<j} 1/d_ij, with 1/∞ = 0
};

/// `pairs_at_distance[d − 1]` pairs are at distance d (PairDistances::count); `genes` is n.
[[nodiscard]] SetMeasures set_measures(std::span<const std::uint64_t> pairs_at_distance, std::size_t genes);

}  // namespace lampyris
