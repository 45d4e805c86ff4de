// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "src/interactome/pair_counter.hpp"
#include "src/interactome/pair_distances.hpp"

namespace lampyris {

/// Counts pairs by distances that are held in memory: fast, memory grows by the square of the genes.
class HeldPairs final : public PairCounter {
 public:
  /// `distances` must outlive this.
  explicit HeldPairs(const PairDistances& distances) : distances_(distances) {}

  void add(BitSets sets) override;
  [[nodiscard]] bool is_full() const override { return !groups_.empty(); }
  [[nodiscard]] std::vector<Matrix<std::uint64_t>> count(Progress& progress) override;
  [[nodiscard]] const PairDistances* distances() const override { return &distances_; }

 private:
  const PairDistances& distances_;
  std::vector<BitSets> groups_;
};

}  // namespace lampyris
