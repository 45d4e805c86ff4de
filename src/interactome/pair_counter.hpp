// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "src/base/progress.hpp"
#include "src/interactome/bit_sets.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

class PairDistances;

/// Counts the pairs of genes inside sets by the length of the shortest path between them in a network. Sets
/// are added first, and counted together. All implementations give the same numbers.
class PairCounter {
 public:
  virtual ~PairCounter() = default;

  /// Takes a group of sets of the network's measured genes.
  virtual void add(BitSets sets) = 0;
  /// Whether what was added is as much as should be counted at a time.
  [[nodiscard]] virtual bool is_full() const = 0;
  /// Counts all groups and forgets them. For each group in the order of add(): counts(s, d − 1) pairs of set
  /// s are at distance d; there are no pairs beyond the last column, and pairs that are not connected are
  /// counted nowhere. `progress` is told that it goes on, by 0 units.
  [[nodiscard]] virtual std::vector<Matrix<std::uint64_t>> count(Progress& progress) = 0;
  /// The distances, where they are in memory: null sets that go together are then counted together.
  [[nodiscard]] virtual const PairDistances* distances() const { return nullptr; }
};

}  // namespace lampyris
