// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/pair_distances.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>

#include "src/interactome/breadth_first_search.hpp"
#include "src/interactome/overlap_counts.hpp"

namespace lampyris {
namespace {

constexpr std::size_t sets_per_block = 128;  // their bits stay in the second-level cache

// The bits of word `block` that stand for genes after `gene`.
Word later_bits(std::size_t gene, std::size_t block) {
  if (block != gene / 64) return block > gene / 64 ? ~Word{0} : Word{0};
  return gene % 64 == 63 ? Word{0} : ~Word{0} << (gene % 64 + 1);
}

bool advance_all(std::vector<BreadthFirstSearch>& searches) {
  int found = 0;
#pragma omp parallel for schedule(dynamic) reduction(| : found)
  for (std::size_t s = 0; s < searches.size(); ++s) found |= static_cast<int>(searches[s].advance());
  return found != 0;
}

}  // namespace

PairDistances::PairDistances(const Network& network, const World& world)
    : genes_(network.genes()), rare_(network.genes()) {
  const std::size_t blocks = (genes_ + 63) / 64;
  const Slice mine = world.share(blocks);
  std::vector<BreadthFirstSearch> searches;
  for (std::size_t block = mine.offset; block < mine.end(); ++block) searches.emplace_back(network, block);

  // [block][gene]: bit k says that gene 64 · block + k is at this distance.
  std::vector<Word> level(blocks * genes_);
  for (std::size_t distance = 1; world.any(advance_all(searches)); ++distance) {
    for (std::size_t s = 0; s < searches.size(); ++s) {
      std::copy_n(searches[s].reached().begin(), genes_,
                  level.begin() + static_cast<std::ptrdiff_t>((mine.offset + s) * genes_));
    }
    gather_shares(world, std::span(level), genes_);
    store(distance, level);
  }
}

void PairDistances::store(std::size_t distance, const std::vector<Word>& level) {
  const auto ordered_pairs = std::accumulate(
      level.begin(), level.end(), std::size_t{0},
      [](std::size_t sum, Word word) { return sum + static_cast<std::size_t>(__builtin_popcountll(word)); });
  if (ordered_pairs == 0) return;
  longest_ = distance;
  const bool is_frequent = ordered_pairs >= genes_ * genes_ / 512;
  if (is_frequent) {
    frequent_.push_back({distance, Matrix<Word>(genes_, BitSets::padded_words(genes_))});
  }
  for (std::size_t gene = 0; gene < genes_; ++gene) {
    for (std::size_t block = gene / 64; block * 64 < genes_; ++block) {
      const Word later = level[block * genes_ + gene] & later_bits(gene, block);
      if (is_frequent) {
        frequent_.back().later(gene, block) = later;
      } else {
        for_each_bit(later, block, [&](std::size_t other) {
          rare_[gene].push_back({static_cast<std::uint32_t>(other), static_cast<std::uint32_t>(distance)});
        });
      }
    }
  }
}

void PairDistances::count(const BitSets& sets, MatrixView<std::uint64_t> counts) const {
  if (counts.rows() != sets.size() || counts.columns() != longest_) {
    throw std::logic_error("PairDistances::count: shapes do not fit");
  }
  const std::size_t blocks = (sets.size() + sets_per_block - 1) / sets_per_block;
#pragma omp parallel for schedule(dynamic)
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t first = b * sets_per_block;
    count_block(sets, {first, std::min(sets_per_block, sets.size() - first)}, counts);
  }
}

// Gene by gene, so that what belongs to a gene is read once for all sets that hold it.
void PairDistances::count_block(const BitSets& sets, Slice block, MatrixView<std::uint64_t> counts) const {
  std::vector<std::array<Word, sets_per_block / 64>> holders(genes_);
  for (std::size_t s = 0; s < block.count; ++s) {
    const auto set = sets.row(block.offset + s);
    std::fill_n(counts.row(block.offset + s).begin(), longest_, 0);
    for (std::size_t w = 0; w < set.size(); ++w) {
      for_each_bit(set[w], w, [&](std::size_t gene) { holders[gene][s / 64] |= Word{1} << (s % 64); });
    }
  }

  const AddOverlaps add = fastest_add_overlaps();
  std::vector<const Word*> rows(frequent_.size());
  Matrix<Word> lanes(block.count, frequent_.size() * 8);
  for (std::size_t gene = 0; gene < genes_; ++gene) {
    const std::size_t first_word = gene / 512 * 8;
    for (std::size_t f = 0; f < rows.size(); ++f) rows[f] = &frequent_[f].later(gene, first_word);
    for (std::size_t w = 0; w < holders[gene].size(); ++w) {
      for_each_bit(holders[gene][w], w, [&](std::size_t s) {
        const auto set = sets.row(block.offset + s);
        add({rows, set.size() - first_word}, &set[first_word], lanes.row(s).data());
        for (const Rare& pair : rare_[gene]) {
          counts(block.offset + s, pair.distance - 1) += has_bit(set, pair.later) ? 1U : 0U;
        }
      });
    }
  }
  for (std::size_t s = 0; s < block.count; ++s) {
    for (std::size_t f = 0; f < frequent_.size(); ++f) {
      const auto eight = lanes.row(s).subspan(f * 8, 8);
      counts(block.offset + s, frequent_[f].distance - 1) =
          std::accumulate(eight.begin(), eight.end(), Word{0});
    }
  }
}

}  // namespace lampyris
