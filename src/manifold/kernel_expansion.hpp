// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "src/linalg/matrix.hpp"
#include "src/manifold/kernel.hpp"

namespace lampyris {

/// f(x) = κ(x, landmarks) · weights, with q = width · distance² / unit. Without landmarks, f = 0.
struct KernelExpansion {
  Kernel kernel = Kernel::matern32;  ///< κ
  double width = 1;                  ///< the greater, the narrower the kernel
  double unit = 1;                   ///< a squared length, the median squared distance of the fitted points
  Matrix<float> landmarks;           ///< M × d
  Matrix<float> weights;             ///< M × outputs

  /// The factor from a squared distance to q.
  [[nodiscard]] double scale() const { return width / unit; }
};

/// outputs += f(inputs): n × d and n × outputs. Batch-invariant.
void add_expansion(const KernelExpansion& expansion, MatrixView<const float> inputs,
                   MatrixView<float> outputs);

}  // namespace lampyris
