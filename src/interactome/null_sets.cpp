// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/null_sets.hpp"

#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace lampyris {
namespace {

// In [0, n) from 32 bits (Lemire 2019, "Fast random integer generation in an interval"): half the random
// numbers of Random::below and hardly a division, which decides here: a node takes a million draws.
std::uint32_t draw_below(Random& random, std::uint32_t n) {
  std::uint64_t product = static_cast<std::uint64_t>(random()) * n;
  if (static_cast<std::uint32_t>(product) < n) {
    const std::uint32_t unfair = (0U - n) % n;
    while (static_cast<std::uint32_t>(product) < unfair) product = static_cast<std::uint64_t>(random()) * n;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

}  // namespace

std::vector<Slice> degree_bins(const Network& network, std::size_t smallest) {
  std::vector<Slice> bins;
  std::size_t first = 0;
  for (std::size_t v = 0; v < network.genes(); ++v) {
    const bool last = v + 1 == network.genes();
    const std::size_t count = v + 1 - first;
    if (!last && (count < smallest || network.degree(v + 1) == network.degree(v))) continue;
    if (count < smallest && !bins.empty()) {
      bins.back().count += count;
    } else {
      bins.push_back({first, count});
    }
    first = v + 1;
  }
  return bins;
}

std::vector<std::size_t> count_in_bins(std::span<const Word> set, std::span<const Slice> bins) {
  std::vector<std::size_t> counts;
  for (const Slice& bin : bins) {
    std::size_t count = 0;
    for (std::size_t gene = bin.offset; gene < bin.end(); ++gene) count += has_bit(set, gene) ? 1 : 0;
    counts.push_back(count);
  }
  return counts;
}

void draw_set(Random& random, std::span<const Slice> bins, std::span<const std::size_t> wanted,
              std::span<Word> set) {
  for (std::size_t b = 0; b < bins.size(); ++b) {
    if (wanted[b] > bins[b].count) throw std::logic_error("draw_set: more genes wanted than a bin has");
    for (std::size_t upper = bins[b].count - wanted[b]; upper < bins[b].count; ++upper) {
      const std::size_t drawn = bins[b].offset + draw_below(random, static_cast<std::uint32_t>(upper + 1));
      set_bit(set, has_bit(set, drawn) ? bins[b].offset + upper : drawn);
    }
  }
}

NullOrders::NullOrders(std::uint64_t seed, std::span<const Slice> bins)
    : seed_(seed), bins_(bins.begin(), bins.end()), order_(bins.empty() ? 0 : bins.back().end()) {
  std::iota(order_.begin(), order_.end(), 0U);
}

// Fisher and Yates' shuffle from the front: what stands there does not depend on how far it goes on.
std::span<const std::uint32_t> NullOrders::first_genes(std::size_t set, std::span<const std::size_t> wanted) {
  genes_.clear();
  for (std::size_t b = 0; b < bins_.size(); ++b) {
    if (wanted[b] > bins_[b].count) throw std::logic_error("NullOrders: more genes wanted than a bin has");
    Random random(seed_, Stream::null_degree, (static_cast<std::uint64_t>(set) << 32) | b);
    std::uint32_t* const genes = order_.data() + bins_[b].offset;
    swapped_.clear();
    for (std::size_t i = 0; i < wanted[b]; ++i) {
      swapped_.push_back(i + draw_below(random, static_cast<std::uint32_t>(bins_[b].count - i)));
      std::swap(genes[i], genes[swapped_.back()]);
    }
    genes_.insert(genes_.end(), genes, genes + wanted[b]);
    for (std::size_t i = wanted[b]; i-- > 0;) std::swap(genes[i], genes[swapped_[i]]);
  }
  return genes_;
}

}  // namespace lampyris
