// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "src/interactome/bit_sets.hpp"

namespace lampyris {

/// Sets that are compared with another: the words of each, a multiple of 8.
struct BitRows {
  std::span<const Word* const> first_words;  ///< the first word of each set
  std::size_t words;                         ///< words of each set
};

/// lanes[8 r + i % 8] += number of bits that word i of row r and of `set` have in common. The eight sums of a
/// row stay apart, so that the caller adds them up once at the very end.
using AddOverlaps = void (*)(const BitRows& rows, const Word* set, Word* lanes);

/// Gives the fastest AddOverlaps for the processor that runs this. All of them count the same.
[[nodiscard]] AddOverlaps fastest_add_overlaps();

}  // namespace lampyris
