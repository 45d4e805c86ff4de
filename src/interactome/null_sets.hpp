// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/base/random.hpp"
#include "src/base/slice.hpp"
#include "src/interactome/bit_sets.hpp"
#include "src/interactome/network.hpp"

namespace lampyris {

/// The genes of the network in bins of similar degree. Going up the degrees, a bin is closed as soon as it
/// has at least `smallest` genes and the next gene has another degree; a last bin with fewer joins the one
/// before it. So genes of one degree share a bin. The bins are slices of the vertices.
[[nodiscard]] std::vector<Slice> degree_bins(const Network& network, std::size_t smallest = 100);

/// How many genes of `set` each bin has.
[[nodiscard]] std::vector<std::size_t> count_in_bins(std::span<const Word> set, std::span<const Slice> bins);

/// Adds to the empty `set` wanted[b] different genes of each bin b, every choice being equally likely
/// (Floyd's sampling; Bentley and Floyd 1987). wanted[b] ≤ bins[b].count.
void draw_set(Random& random, std::span<const Slice> bins, std::span<const std::size_t> wanted,
              std::span<Word> set);

/// Random orders of the genes of each bin. A null set with so many genes of each bin is made of their first
/// genes: any such set is equally likely, sets of different numbers are independent, and sets of one number
/// for different nodes share what their profiles share, so that they are counted together (NestedPairs).
class NullOrders {
 public:
  /// A function of the seed, the number of the set and the bin. Holds 4 bytes a gene; one a thread.
  NullOrders(std::uint64_t seed, std::span<const Slice> bins);

  /// The first wanted[b] genes of each bin b in turn, in the order of set number `set`, below 2^32; valid
  /// until the next call. wanted[b] ≤ bins[b].count.
  [[nodiscard]] std::span<const std::uint32_t> first_genes(std::size_t set,
                                                           std::span<const std::size_t> wanted);

 private:
  std::uint64_t seed_;
  std::vector<Slice> bins_;
  std::vector<std::uint32_t> order_;  ///< all genes, in ascending order between calls
  std::vector<std::size_t> swapped_;
  std::vector<std::uint32_t> genes_;
};

}  // namespace lampyris
