// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace lampyris::mpi {

/// Lists the counts and offsets of one block a rank, in rank order and without gaps, as the collective calls
/// of MPI take them.
struct BlockCounts {
  std::vector<int> counts;   ///< values of each rank's block
  std::vector<int> offsets;  ///< where each begins

  /// Forgets all blocks.
  void clear() {
    counts.clear();
    offsets.clear();
  }
  /// Appends a block of so many values.
  void add(std::size_t count) {
    offsets.push_back(counts.empty() ? 0 : offsets.back() + counts.back());
    counts.push_back(static_cast<int>(count));
  }
};

}  // namespace lampyris::mpi
