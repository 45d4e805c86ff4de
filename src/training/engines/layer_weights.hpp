// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/linalg/gemm.hpp"

namespace lampyris {

/// The weights of a dense layer as they lie: `transpose` turns them into inputs × outputs.
template <class Number>
struct StoredWeights {
  MatrixView<const Number> stored;  ///< as they lie
  Transpose transpose;              ///< what turns them into inputs × outputs
};

/// The weights that a rank holds, as products in Number read them: themselves, or their copy in bfloat16.
template <class Number>
class LayerWeights {
 public:
  /// `layout` is a gene_layout; `master`, laid out so, must outlive this object.
  LayerWeights(const ParameterLayout& layout, std::span<const float> master);

  /// Gives the weights of a dense layer.
  [[nodiscard]] StoredWeights<Number> of(std::size_t dense) const;
  /// Gives the bias of a dense layer, of my genes for the last one.
  [[nodiscard]] std::span<const float> bias(std::size_t dense) const;
  /// See Engine.
  [[nodiscard]] std::span<bfloat16> bf16_weights();
  /// The master weights were replaced: reads all of them again.
  void replaced();

 private:
  ParameterLayout layout_;
  std::span<const float> master_;
  Matrix<Number> copy_;  // bf16 alone
};

extern template class LayerWeights<float>;
extern template class LayerWeights<bfloat16>;

}  // namespace lampyris
