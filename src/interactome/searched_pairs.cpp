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

// Neighbouring pairs of a set are often equally far apart: each sum is kept in parts, so that an addition
// does not wait for the one before it.
constexpr std::size_t sum_lanes = 4;
constexpr std::size_t sources_of_block = 64;

}  // namespace

void SearchedPairs::add(BitSets sets) {
  groups_.push_back(group_of(sets));
  const Group& group = groups_.back();
  bytes_ += static_cast<double>(group.genes.size() * sizeof(group.genes[0]) +
                                group.holders.size() * sizeof(group.holders[0]) +
                                group.ends.size() * sizeof(group.ends[0]));
}

SearchedPairs::Group SearchedPairs::group_of(const BitSets& sets) {
  Group group;
  std::vector<std::size_t> begins;  // [gene]: of its holders
  for (std::size_t s = 0; s < sets.size(); ++s) {
    const auto set = sets.row(s);
    begins.resize(set.size() * 64 + 1);
    for (std::size_t w = 0; w < set.size(); ++w) {
      for_each_bit(set[w], w, [&](std::size_t gene) {
        group.genes.push_back(static_cast<std::uint32_t>(gene));
        ++begins[gene + 1];
      });
    }
    group.ends.push_back(group.genes.size());
  }
  for (std::size_t gene = 1; gene < begins.size(); ++gene) begins[gene] += begins[gene - 1];
  group.genes.shrink_to_fit();
  group.holders.resize(group.genes.size());
  std::size_t at = 0;
  for (std::uint32_t s = 0; s < group.ends.size(); ++s) {
    for (std::uint32_t place = 0; at < group.ends[s]; ++at, ++place) {
      group.holders[begins[group.genes[at]]++] = {s, place};
    }
  }
  return group;
}

void SearchedPairs::widen(Group& group, std::size_t longest) {
  const std::size_t columns = (longest + 1) * sum_lanes;
  if (group.sums.columns() >= columns) return;
  Matrix<std::uint64_t> wider(group.ends.size(), columns);
  for (std::size_t s = 0; s < group.sums.rows(); ++s) {
    std::copy_n(group.sums.row(s).begin(), group.sums.columns(), wider.row(s).begin());
  }
  group.sums = std::move(wider);
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

// Source by source, so that its distances are in the cache for all sets that hold it.
void SearchedPairs::count_pairs(Group& group, Slice sources, const Matrix<Distance>& rows) {
  for (; group.next < group.holders.size(); ++group.next) {
    const auto [set, place] = group.holders[group.next];
    const std::size_t begin = set == 0 ? 0 : group.ends[set - 1];
    const std::size_t source = group.genes[begin + place];
    if (source >= sources.end()) return;
    const auto distances = rows.row(source - sources.offset);
    std::uint64_t* const sums = group.sums.row(set).data();
    for (std::size_t later = begin + place + 1; later < group.ends[set]; ++later) {
      ++sums[distances[group.genes[later]] * sum_lanes + later % sum_lanes];
    }
  }
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
      widen(groups_[g], longest);
      count_pairs(groups_[g], sources, rows);
    }
    progress.advance(0);
  }

  std::vector<Matrix<std::uint64_t>> counts;
  for (const Group& group : std::exchange(groups_, {})) {
    Matrix<std::uint64_t> of_group(group.ends.size(), longest);
    for (std::size_t s = 0; s < of_group.rows(); ++s) {
      for (std::size_t c = sum_lanes; c < group.sums.columns(); ++c) {
        of_group(s, c / sum_lanes - 1) += group.sums(s, c);
      }
    }
    counts.push_back(std::move(of_group));
  }
  bytes_ = 0;
  return counts;
}

}  // namespace lampyris
