// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/base/world.hpp"
#include "src/interactome/bit_sets.hpp"
#include "src/interactome/network.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Lengths of the shortest paths between the measured genes of a network (paths may pass through genes that
/// were not measured), kept so that the pairs inside a set are counted by distance with a few bit operations.
///
/// A distance that many pairs have is a bit matrix, the upper triangle of genes × genes; the rare ones are
/// lists. Exact for every distance. Memory on each process: n²/8 bytes for every distance that at least 1/512
/// of the pairs have: with n = 16,000 genes about eight of them, 256 MB; while building, as much again for
/// one.
class PairDistances {
 public:
  /// Collective. The searches are distributed over the ranks; afterwards every rank holds all distances.
  PairDistances(const Network& network, const World& world);

  /// About the memory that so many genes take on each process, bytes: eight frequent distances and the one
  /// that is being built, as most protein networks have, and some lists.
  [[nodiscard]] static double usual_bytes(std::size_t genes) {
    return 10 * static_cast<double>(genes) * static_cast<double>(genes) / 8;
  }

  /// The number of measured genes in the network.
  [[nodiscard]] std::size_t genes() const { return genes_; }
  /// The longest distance between two genes that are connected; 0 when none are.
  [[nodiscard]] std::size_t longest() const { return longest_; }

  /// counts(s, d − 1) = pairs of set s at distance d, for d = 1 … longest(); sets.size() × longest(). Pairs
  /// that are not connected are counted nowhere. Whole numbers: the same for any number of threads.
  void count(const BitSets& sets, MatrixView<std::uint64_t> counts) const;

 private:
  struct Frequent {
    std::size_t distance;
    Matrix<Word> later;  ///< bit j of row i: genes i < j are at this distance
  };
  struct Rare {
    std::uint32_t later;  ///< the second gene of the pair
    std::uint32_t distance;
  };

  void store(std::size_t distance, const std::vector<Word>& level);
  void count_block(const BitSets& sets, Slice block, MatrixView<std::uint64_t> counts) const;

  std::size_t genes_;
  std::size_t longest_ = 0;
  std::vector<Frequent> frequent_;
  std::vector<std::vector<Rare>> rare_;  ///< [first gene]
};

}  // namespace lampyris
