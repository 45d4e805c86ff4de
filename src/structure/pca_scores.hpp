// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/linalg/matrix.hpp"
#include "src/pca/pca.hpp"

namespace lampyris {

/// The first `dimension` principal components as an encoder and a decoder. Batch-invariant: a row's bits
/// depend on that row and on the components alone (see batch_invariant_gemm).
class PcaProjection {
 public:
  /// Takes as many components as there are when `dimension` is larger.
  PcaProjection(const Pca& pca, std::size_t dimension);

  /// The number of components.
  [[nodiscard]] std::size_t dimension() const { return components_.rows(); }
  /// (scaled − mean) · componentsᵀ: n × genes → n × dimension.
  [[nodiscard]] Matrix<float> encode(MatrixView<const float> scaled) const;
  /// codes · components + mean: n × k → n × genes, k ≤ dimension, the first k components being used. Nothing
  /// is clamped.
  [[nodiscard]] Matrix<float> decode(MatrixView<const float> codes) const;

 private:
  std::vector<float> mean_;
  Matrix<float> components_;  // dimension × genes
  Matrix<float> transposed_;  // genes × dimension
};

}  // namespace lampyris
