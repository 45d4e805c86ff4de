// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
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

}  // namespace lampyris
