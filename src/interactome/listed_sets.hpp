// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/base/slice.hpp"
#include "src/interactome/bit_sets.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Sets of genes as lists, whose pairs are counted by distance, gene by gene, so that the distances from a
/// gene are read once for all sets that hold it. About 12 bytes for each gene of each set.
class ListedSets {
 public:
  /// Lists these of the sets.
  ListedSets(const BitSets& sets, Slice some);

  /// The memory of the lists, bytes.
  [[nodiscard]] double bytes() const;
  /// Counts the pairs whose first gene is one of `sources`, which follow those of the last call.
  /// distances(g − sources.offset, h) is that from g to h, at most `longest`; 0 where there is no path.
  template <class Distance>
  void count_from(Slice sources, MatrixView<const Distance> distances, std::size_t longest);
  /// counts(s, d − 1) = pairs of set s at distance d, as far as they were counted. sets × longest.
  void copy_counts(MatrixView<std::uint64_t> counts) const;
  /// The number of sets.
  [[nodiscard]] std::size_t size() const { return ends_.size(); }

 private:
  struct Holder {
    std::uint32_t set;
    std::uint32_t place;  // of the gene within the set
  };
  void widen(std::size_t longest);

  std::vector<std::uint32_t> genes_;  // of the sets one after another, ascending in each
  std::vector<std::size_t> ends_;     // [set]: where its genes end
  std::vector<Holder> holders_;       // of the genes in ascending order, the sets that hold each
  std::size_t next_ = 0;              // of the holders, the first that was not counted yet
  Matrix<std::uint64_t> sums_;        // [set][distance · lanes + lane]; distance 0: not connected
};

}  // namespace lampyris
