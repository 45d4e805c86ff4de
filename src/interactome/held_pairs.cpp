// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/held_pairs.hpp"

#include <utility>

namespace lampyris {

void HeldPairs::add(BitSets sets) {
  groups_.push_back(std::move(sets));
}

std::vector<Matrix<std::uint64_t>> HeldPairs::count(Progress&) {
  std::vector<Matrix<std::uint64_t>> counts;
  for (const BitSets& sets : groups_) {
    counts.emplace_back(sets.size(), distances_.longest());
    distances_.count(sets, counts.back().view());
  }
  groups_.clear();
  return counts;
}

}  // namespace lampyris
