// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/searched_pairs.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "src/base/error.hpp"
#include "src/interactome/breadth_first_search.hpp"

namespace lampyris {
namespace {

constexpr std::size_t sources_of_block = 64;

}  // namespace

void SearchedPairs::add(BitSets sets) {
  groups_.emplace_back(sets, Slice{0, sets.size()});
  bytes_ += groups_.back().bytes();
}

// The distances from the genes of a block to those that are not before it: a row each. Gives the longest.
std::size_t SearchedPairs::search(std::size_t block, MatrixView<Distance> rows) const {
  const std::size_t first = block * sources_of_block;
  for (std::size_t r = 0; r < rows.rows(); ++r) std::ranges::fill(rows.row(r).subspan(first), Distance{0});
  BreadthFirstSearch breadth_first(network_, block);
  std::size_t longest = 0;
  for (std::size_t distance = 1; breadth_first.advance(); ++distance) {
    if (distance > std::numeric_limits<Distance>::max()) return distance;
    const auto reached = breadth_first.reached();
    Word any = 0;
    for (std::size_t gene = first; gene < network_.genes(); ++gene) {
      any |= reached[gene];
      for_each_bit(reached[gene], 0,
                   [&](std::size_t source) { rows(source, gene) = static_cast<Distance>(distance); });
    }
    if (any != 0) longest = distance;
  }
  return longest;
}

std::vector<Matrix<std::uint64_t>> SearchedPairs::count(Progress& progress) {
  const std::size_t genes = network_.genes();
  const std::size_t blocks = (genes + sources_of_block - 1) / sources_of_block;
  const auto at_once = static_cast<std::size_t>(omp_get_max_threads());
  Matrix<Distance> rows(at_once * sources_of_block, genes);
  std::size_t longest = 0;
  for (std::size_t first = 0; first < blocks; first += at_once) {
    const std::size_t some = std::min(at_once, blocks - first);
#pragma omp parallel for schedule(dynamic) reduction(max : longest)
    for (std::size_t b = 0; b < some; ++b) {
      longest = std::max(longest,
                         search(first + b, rows.view().middle_rows(b * sources_of_block, sources_of_block)));
    }
    if (longest > std::numeric_limits<Distance>::max()) {
      throw DataError(fmt::format("the network has genes that are more than {} steps apart",
                                  std::numeric_limits<Distance>::max()));
    }
    const Slice sources{first * sources_of_block, some * sources_of_block};
#pragma omp parallel for schedule(static)
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      groups_[g].count_from<Distance>(sources, rows.view(), longest);
    }
    progress.advance(0);
  }

  std::vector<Matrix<std::uint64_t>> counts;
  for (const ListedSets& group : std::exchange(groups_, {})) {
    counts.emplace_back(group.size(), longest);
    group.copy_counts(counts.back().view());
  }
  bytes_ = 0;
  return counts;
}

}  // namespace lampyris
