// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/tree_sum.hpp"

#include <algorithm>
#include <stdexcept>

#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

LAMPYRIS_MULTIVERSION
void add_block(float* __restrict sum, const float* __restrict other, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sum[i] += other[i];
}

void add(std::span<float> sum, std::span<const float> other) {
  constexpr std::size_t block = std::size_t{1} << 16;
  const auto blocks = static_cast<std::ptrdiff_t>((sum.size() + block - 1) / block);
#pragma omp parallel for schedule(static) if (blocks > 1)
  for (std::ptrdiff_t b = 0; b < blocks; ++b) {
    const std::size_t first = static_cast<std::size_t>(b) * block;
    add_block(sum.data() + first, other.data() + first, std::min(block, sum.size() - first));
  }
}

// Whether `right` is what `left` waits for.
bool one_branch(Slice left, Slice right) {
  return left.count == right.count && left.offset % (2 * left.count) == 0;
}

}  // namespace

void TreeStack::push(Subtree next) {
  if (!subtrees_.empty()) {
    const Subtree& last = subtrees_.back();
    if (last.leaves.end() != next.leaves.offset || last.values.size() != next.values.size()) {
      throw std::logic_error("TreeStack: not the next leaves of the same sum");
    }
  }
  while (!subtrees_.empty() && one_branch(subtrees_.back().leaves, next.leaves)) {
    const Subtree left = subtrees_.back();
    subtrees_.pop_back();
    add(left.values, next.values);
    next = {{left.leaves.offset, 2 * left.leaves.count}, left.values};
  }
  subtrees_.push_back(next);
}

}  // namespace lampyris
