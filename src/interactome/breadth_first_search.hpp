// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/interactome/bit_sets.hpp"
#include "src/interactome/network.hpp"

namespace lampyris {

/// Breadth-first search from up to 64 genes at once, one bit of a word a source (Then et al. 2014, "The more
/// the merrier: efficient multi-source graph traversal").
class BreadthFirstSearch {
 public:
  /// Begins at genes 64 · block … 64 · block + 63, as far as the network has them.
  BreadthFirstSearch(const Network& network, std::size_t block);

  /// One step further. Bit k of reached()[v]: vertex v is found now for the first time from source k. False
  /// when nothing new was found.
  bool advance();
  /// The sources that found each vertex in the last step, one word a vertex.
  [[nodiscard]] std::span<const Word> reached() const { return frontier_; }

 private:
  const Network& network_;
  Word sources_ = 0;  // a bit for each
  std::vector<Word> seen_, frontier_, next_;
};

}  // namespace lampyris
