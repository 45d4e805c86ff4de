// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace lampyris {

/// How far two ways to divide the same samples agree; both are class numbers from 0.
struct Agreement {
  /// Normalised mutual information, in [0, 1]: over the arithmetic mean of the two entropies; 1 when both are
  /// 0.
  double nmi = 0;
  /// Adjusted Rand index (Hubert and Arabie 1985), at most 1; about 0 for chance.
  double ari = 0;
};

/// Compares two divisions of the same samples, class numbers from 0.
[[nodiscard]] Agreement agreement(std::span<const std::size_t> a, std::span<const std::size_t> b);

}  // namespace lampyris
