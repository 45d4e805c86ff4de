// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/linalg/numbers.hpp"
#include "src/training/engines/tree_sum.hpp"

namespace lampyris {

/// Passes samples through an autoencoder whose outer layers are cut by whole gene blocks, in float: a
/// sample's values do not depend on which samples go with it, nor on the number of ranks (see
/// batch_invariant_gemm).
class BatchInvariantForward {
 public:
  /// `layout` and `weights` are those of a ReproducibleEngine; `layout`, `weights` and `genes` must outlive
  /// this object.
  BatchInvariantForward(const ParameterLayout& layout, std::span<const float> weights, TreeSum& genes);

  /// Collective over the gene group. `samples` and `reconstruction` are n × my genes, of float or bfloat16
  /// alike. Returns the hidden layers, n × nodes each, the same on every rank of the group.
  template <class Number>
  std::vector<Matrix<float>> run(MatrixView<const Number> samples, MatrixView<Number> reconstruction);

 private:
  template <class Number>
  Matrix<float> encode(MatrixView<const Number> samples);
  template <class Number>
  void decode(MatrixView<const float> code, MatrixView<Number> reconstruction) const;
  void finish(std::size_t dense, Matrix<float>& sums) const;
  // The stored weights of a dense layer, or those that it is tied to.
  [[nodiscard]] const ParameterPiece& piece(std::size_t dense) const;
  [[nodiscard]] MatrixView<const float> stored(std::size_t dense) const;
  [[nodiscard]] std::span<const float> bias(std::size_t dense) const;

  const ParameterLayout& layout_;
  std::span<const float> weights_;
  TreeSum& genes_;
  std::vector<Slice> blocks_;
};

extern template std::vector<Matrix<float>> BatchInvariantForward::run<float>(MatrixView<const float>,
                                                                             MatrixView<float>);
extern template std::vector<Matrix<float>> BatchInvariantForward::run<bfloat16>(MatrixView<const bfloat16>,
                                                                                MatrixView<bfloat16>);

}  // namespace lampyris
