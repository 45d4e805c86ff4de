// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/breadth_first_search.hpp"

#include <algorithm>

namespace lampyris {

BreadthFirstSearch::BreadthFirstSearch(const Network& network, std::size_t block)
    : network_(network), seen_(network.vertices()), next_(network.vertices()) {
  const std::size_t first = 64 * block;
  for (std::size_t v = first; v < std::min(first + 64, network.genes()); ++v)
    sources_ |= seen_[v] = Word{1} << (v - first);
  frontier_ = seen_;
}

bool BreadthFirstSearch::advance() {
  Word found = 0;
  for (std::size_t v = 0; v < next_.size(); ++v) {
    // Most vertices are found early by all sources, and hubs by their first neighbours.
    const Word wanted = sources_ & ~seen_[v];
    Word reached = 0;
    if (wanted != 0) {
      for (const auto neighbour : network_.neighbours(v)) {
        reached |= frontier_[neighbour];
        if ((wanted & ~reached) == 0) break;
      }
    }
    next_[v] = reached & wanted;
    seen_[v] |= reached;
    found |= next_[v];
  }
  std::swap(frontier_, next_);
  return found != 0;
}

}  // namespace lampyris
