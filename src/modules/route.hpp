// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// A way from case labels to a score of every background gene. Everything a route does with labels happens in
/// here, so that a label permutation repeats the whole of it.
class Route {
 public:
  virtual ~Route() = default;

  /// `labels` is permutations × samples of the contrast, 1 = case. Returns permutations × background genes; a
  /// row depends on that row of labels alone, to the bit. Not collective; may use the threads of this
  /// process.
  [[nodiscard]] virtual Matrix<float> gene_scores(MatrixView<const std::uint8_t> labels) const = 0;
};

}  // namespace lampyris
