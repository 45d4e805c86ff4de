// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/interactome/listed_sets.hpp"
#include "src/interactome/network.hpp"
#include "src/interactome/pair_counter.hpp"

namespace lampyris {

/// Counts pairs by distances that are searched anew for each count(), some genes at a time, and kept no
/// longer than their pairs are counted. Memory of a process: 128 bytes a gene and thread, 24 bytes a vertex
/// and thread, and about 12 bytes for each gene of each set that was added; nothing grows by the square of
/// the genes. Time of a count(): genes / 64 searches of the whole network, and a step for each pair in each
/// set.
class SearchedPairs final : public PairCounter {
 public:
  /// `network` must outlive this. It is full with about so many bytes of sets.
  SearchedPairs(const Network& network, double bytes) : network_(network), most_bytes_(bytes) {}

  void add(BitSets sets) override;
  [[nodiscard]] bool is_full() const override { return bytes_ >= most_bytes_; }
  /// Throws DataError when genes are more than 65,535 steps apart.
  [[nodiscard]] std::vector<Matrix<std::uint64_t>> count(Progress& progress) override;

 private:
  using Distance = std::uint16_t;

  std::size_t search(std::size_t block, MatrixView<Distance> rows) const;

  const Network& network_;
  double most_bytes_;
  double bytes_ = 0;
  std::vector<ListedSets> groups_;
};

}  // namespace lampyris
