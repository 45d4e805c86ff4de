// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace lampyris {

/// Wilcoxon's signed-rank test of paired differences, normal approximation corrected for ties, zeros left
/// out, no continuity correction (scipy: wilcoxon(d, zero_method="wilcox", correction=False, mode="approx")).
struct SignedRank {
  double positive_ranks = 0;  ///< sum of the ranks of the positive differences
  double z = 0;               ///< positive when the differences tend to be
  double p = 0;               ///< two-sided; NaN, like z, without a difference that is not zero
  std::size_t used = 0;       ///< differences that are not zero
};

/// Tests paired differences without NaN.
[[nodiscard]] SignedRank wilcoxon_signed_rank(std::span<const double> differences);

}  // namespace lampyris
