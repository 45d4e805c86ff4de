// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Copies M rows and adds rows of zeros, to `rows` of them: the weights of the columns behind the landmarks
/// of KernelFeatures.
template <class T, class From>
[[nodiscard]] Matrix<T> padded_weights(MatrixView<const From> weights, std::size_t rows) {
  Matrix<T> padded(rows, weights.columns());
  for (std::size_t m = 0; m < weights.rows(); ++m) {
    for (std::size_t j = 0; j < weights.columns(); ++j) padded(m, j) = static_cast<T>(weights(m, j));
  }
  return padded;
}

}  // namespace lampyris
