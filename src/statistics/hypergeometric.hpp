// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace lampyris {

/// Drawing without replacement: `draws` of `background` genes, `successes` of which belong to the set, gave
/// `overlap` of the set.
struct HypergeometricTable {
  std::uint64_t background = 0;  ///< genes in all
  std::uint64_t successes = 0;   ///< of them, genes of the set
  std::uint64_t draws = 0;       ///< genes drawn
  std::uint64_t overlap = 0;     ///< genes of the set among those drawn
};

/// P(X ≥ overlap), relative error below 1e-12 (R: phyper(overlap − 1, successes, background − successes,
/// draws, lower.tail = FALSE)). 0 when it is smaller than any double. Throws UsageError when successes or
/// draws exceed the background.
[[nodiscard]] double hypergeometric_upper(const HypergeometricTable& table);

}  // namespace lampyris
