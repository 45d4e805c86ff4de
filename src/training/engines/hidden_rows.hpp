// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/autoencoder/architecture.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/linalg/matrix.hpp"
#include "src/training/engines/hidden_noise.hpp"

namespace lampyris {

/// One hidden layer for the rows of a batch, where a node is more than the activation of its own sum: layer
/// norm and dropout of bent nodes, linear nodes, noise on the code. Keeps from forward to backward what the
/// outputs do not tell. A row's values depend on that row alone, and nothing on the number of threads.
class HiddenRows {
 public:
  /// Layer `layer` of the architecture, for at most `most_rows` rows.
  HiddenRows(const Architecture& architecture, std::size_t layer, std::size_t most_rows);

  /// outputs = this layer of sums + bias, rows × nodes.
  template <class Number>
  void forward(MatrixView<const float> sums, std::span<const float> bias, const NoisyRows& noise,
               MatrixView<Number> outputs);

  /// δ, the derivative by the sums, from the derivative by the outputs of forward's rows, in whose place it
  /// is left, too; the gradient of the bias is its column sums.
  template <class Number>
  void backward(MatrixView<float> derivative, MatrixView<Number> delta, std::span<float> bias_gradient) const;

 private:
  void forward_row(std::size_t row, std::span<float> values, const NoisyRows& noise);
  void backward_row(std::size_t row, std::span<float> derivative) const;

  Activation activation_;
  bool normalised_, is_code_;
  std::size_t layer_, bent_;
  Matrix<float> inputs_;         // of the activation: rows × bent nodes
  Matrix<float> slopes_;         // its derivatives there
  Matrix<float> factors_;        // of dropout, the same
  std::vector<float> inverses_;  // 1 / sd of each row
  bool drops_ = false;
};

extern template void HiddenRows::forward<float>(MatrixView<const float>, std::span<const float>,
                                                const NoisyRows&, MatrixView<float>);
extern template void HiddenRows::forward<bfloat16>(MatrixView<const float>, std::span<const float>,
                                                   const NoisyRows&, MatrixView<bfloat16>);
extern template void HiddenRows::backward<float>(MatrixView<float>, MatrixView<float>,
                                                 std::span<float>) const;
extern template void HiddenRows::backward<bfloat16>(MatrixView<float>, MatrixView<bfloat16>,
                                                    std::span<float>) const;

}  // namespace lampyris
