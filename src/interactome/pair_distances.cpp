// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/pair_distances.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <vector>

#include "src/interactome/breadth_first_search.hpp"
#include "src/interactome/listed_sets.hpp"

namespace lampyris {
namespace {

constexpr std::size_t sources_of_search = 64;
constexpr std::size_t farthest = std::numeric_limits<std::uint8_t>::max();
constexpr std::size_t sets_per_block = 128;

// Fills the rows of the search's genes; returns the longest distance, which is not filled beyond `farthest`.
std::size_t search(const Network& network, std::size_t block, MatrixView<std::uint8_t> rows) {
  BreadthFirstSearch breadth_first(network, block);
  std::size_t longest = 0;
  for (std::size_t distance = 1; breadth_first.advance(); ++distance) {
    const auto reached = breadth_first.reached().first(network.genes());
    if (std::ranges::all_of(reached, [](Word word) { return word == 0; })) continue;
    longest = distance;
    if (distance > farthest) break;
    for (std::size_t gene = 0; gene < reached.size(); ++gene) {
      for_each_bit(reached[gene], 0,
                   [&](std::size_t source) { rows(source, gene) = static_cast<std::uint8_t>(distance); });
    }
  }
  return longest;
}

}  // namespace

PairDistances::PairDistances(const Network& network, const World& world) : genes_(network.genes()) {
  const std::size_t blocks = (genes_ + sources_of_search - 1) / sources_of_search;
  rows_ = Matrix<std::uint8_t>(blocks * sources_of_search, genes_);
  const Slice mine = world.share(blocks);
  std::size_t longest = 0;
#pragma omp parallel for schedule(dynamic) reduction(max : longest)
  for (std::size_t block = mine.offset; block < mine.end(); ++block) {
    longest = std::max(
        longest,
        search(network, block, rows_.view().middle_rows(block * sources_of_search, sources_of_search)));
  }
  auto of_all = static_cast<double>(longest);
  world.maximum(std::span(&of_all, 1));
  longest_ = static_cast<std::size_t>(of_all);
  is_complete_ = longest_ <= farthest;
  if (is_complete_) gather_shares(world, rows_.values(), sources_of_search * genes_);
}

void PairDistances::count(const BitSets& sets, MatrixView<std::uint64_t> counts) const {
  if (counts.rows() != sets.size() || counts.columns() != longest_) {
    throw std::logic_error("PairDistances::count: shapes do not fit");
  }
  const std::size_t blocks = (sets.size() + sets_per_block - 1) / sets_per_block;
#pragma omp parallel for schedule(dynamic)
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t first = b * sets_per_block;
    const Slice some{first, std::min(sets_per_block, sets.size() - first)};
    ListedSets listed(sets, some);
    listed.count_from<std::uint8_t>({0, genes_}, rows_.view(), longest_);
    listed.copy_counts(counts.middle_rows(some.offset, some.count));
  }
}

}  // namespace lampyris
