// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/interactome/measures.hpp"
#include "src/interactome/pair_distances.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Sums over the pairs of many sets at once that are the first genes of the same orders of bins, as the null
/// sets of different nodes are (NullOrders). For two bins a table holds the sums over the first i genes of
/// the one and the first j of the other, for all i and j that occur: a set takes one number of each table.
/// Time: for the genes of the longest profile a step a pair, and for each set one a pair of bins, where
/// counting every set alone takes one a pair of genes.
class NestedPairs {
 public:
  /// profiles(p, b): how many genes of bin b set p has. `distances` must outlive this.
  NestedPairs(const PairDistances& distances, MatrixView<const std::uint32_t> profiles);

  /// The greatest number of genes of each bin that a set has.
  [[nodiscard]] const std::vector<std::size_t>& longest() const { return longest_; }
  /// sums[p] are those of set p, where `orders` has the first longest()[b] genes of each bin b in turn.
  void sum(std::span<const std::uint32_t> orders, std::span<PairSums> sums) const;

 private:
  // What one pass over the pairs adds up, by distance: edges and inverse distances in one number where 64
  // bits hold both.
  struct Pass {
    std::vector<std::uint64_t> weights;  // [distance]
    unsigned shift;                      // edges stand above so many bits; 64: there are none
    bool edges_alone;
  };
  [[nodiscard]] std::vector<std::uint64_t> add_up(std::span<const std::uint32_t> orders,
                                                  std::span<const std::uint64_t> weights) const;

  const PairDistances& distances_;
  Matrix<std::uint32_t> counts_;      // bins × sets
  std::vector<std::size_t> longest_;  // [bin]
  std::vector<Pass> passes_;
};

}  // namespace lampyris
