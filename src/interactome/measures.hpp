// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lampyris {

/// How close the n genes of a set are to each other in the network; 0 for fewer than two genes.
struct SetMeasures {
  double edges = 0;      ///< edges inside the set
  double density = 0;    ///< 2 · edges / (n (n − 1))
  double closeness = 0;  ///< harmonic: 2 / (n (n − 1)) · Σ_{i<j} 1/d_ij, with 1/∞ = 0
};

/// Sums over the pairs of a set, in whole numbers, so that they do not depend on the order of the pairs.
struct PairSums {
  std::uint64_t edges = 0;    ///< pairs at distance 1
  std::uint64_t inverse = 0;  ///< Σ 1/d in units of 1/scale (InverseDistances)
};

/// 1/d for d = 1 … longest as whole numbers of 1/scale: exact up to 22 steps, the scale being the least
/// common multiple of the distances, and beyond to 2^-33. Sums over 2^31 pairs stay below 2^63.
class InverseDistances {
 public:
  /// Takes the longest distance of the network.
  explicit InverseDistances(std::size_t longest);

  /// [distance]; 0 at distance 0, which stands for pairs without a path.
  [[nodiscard]] std::span<const std::uint64_t> values() const { return values_; }
  /// The number that stands for 1.
  [[nodiscard]] std::uint64_t scale() const { return values_[1]; }
  /// Sums over `pairs_at_distance[d − 1]` pairs at distance d.
  [[nodiscard]] PairSums sum(std::span<const std::uint64_t> pairs_at_distance) const;
  /// The measures of a set of so many genes.
  [[nodiscard]] SetMeasures measures(const PairSums& sums, std::size_t genes) const;

 private:
  std::vector<std::uint64_t> values_;
};

}  // namespace lampyris
