// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/world.hpp"
#include "src/interactome/bit_sets.hpp"
#include "src/interactome/network.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Lengths of the shortest paths between the measured genes of a network (paths may pass through genes that
/// were not measured), a byte a pair. Memory on each process: genes², 256 MB for 16,000.
class PairDistances {
 public:
  /// Collective. The searches are distributed over the ranks; afterwards every rank holds all distances.
  PairDistances(const Network& network, const World& world);

  /// About the memory that so many genes take on each process, bytes.
  [[nodiscard]] static double usual_bytes(std::size_t genes) {
    return static_cast<double>(genes) * static_cast<double>(genes);
  }

  /// Whether all distances are known: not where two genes are more than 255 steps apart, which a byte does
  /// not hold. Without them the other members must not be called.
  [[nodiscard]] bool is_complete() const { return is_complete_; }
  /// The number of measured genes in the network.
  [[nodiscard]] std::size_t genes() const { return genes_; }
  /// The longest distance between two genes that are connected; 0 when none are.
  [[nodiscard]] std::size_t longest() const { return longest_; }
  /// The distances from a gene to all, 0 where there is no path.
  [[nodiscard]] std::span<const std::uint8_t> row(std::size_t gene) const { return rows_.row(gene); }

  /// counts(s, d − 1) = pairs of set s at distance d, for d = 1 … longest(); sets.size() × longest(). Pairs
  /// that are not connected are counted nowhere. Whole numbers: the same for any number of threads.
  void count(const BitSets& sets, MatrixView<std::uint64_t> counts) const;

 private:
  std::size_t genes_;
  std::size_t longest_ = 0;
  bool is_complete_ = true;
  Matrix<std::uint8_t> rows_;  ///< genes, rounded up to whole searches, × genes
};

}  // namespace lampyris
