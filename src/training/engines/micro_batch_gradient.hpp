// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/training/engines/micro_batch_activations.hpp"
#include "src/training/engines/tree_sum.hpp"

namespace lampyris {

/// Sums the gradient over micro-batches in the order of a TreeSum. The stored weights are cut into chunks of
/// 128 rows, none of them in two gene blocks; a thread makes the product of a chunk and one micro-batch after
/// the other and adds them up while they are in cache:
///
///     micro-batch   0     1     2     3          mine here: 0 … 3; those of other ranks
///     chunk dW      ▒  +  ▒     ▒  +  ▒          come by TreeSum::sum, in the same tree
///                   └──┬──┘     └──┬──┘
///                      └─────┬─────┘
///                   sum of this subtree
template <class Number>
class MicroBatchGradient {
 public:
  /// `layout` is a gene_layout of reproducible_genes; it and `samples`, whose leaves are micro-batches, must
  /// outlive this object.
  MicroBatchGradient(const ParameterLayout& layout, TreeSum& samples);

  /// A micro-batch's gradient of a bias, to be filled before sum().
  [[nodiscard]] std::span<float> bias(std::size_t dense, std::size_t micro_batch);

  /// Collective over the ranks with my genes. Overwrites `gradient`, laid out as the layout, with the
  /// gradient over all micro-batches, from the values and δ of all layers.
  void sum(MicroBatchActivations<Number>& activations, std::span<float> gradient);

 private:
  // Rows of a stored matrix of weights.
  struct Chunk {
    std::size_t block;
    Slice rows;  // of the block
  };
  [[nodiscard]] bool is_outer(std::size_t dense) const { return dense == 0 || dense == shape_.layers(); }
  [[nodiscard]] std::vector<Chunk> chunks(const ParameterPiece& piece,
                                          const std::vector<Slice>& blocks) const;
  void sum_weights(const ParameterPiece& piece, MicroBatchActivations<Number>& activations,
                   std::span<const Subtree> sums);
  void sum_chunk(const ParameterPiece& piece, const Chunk& chunk, MicroBatchActivations<Number>& activations,
                 std::span<const Subtree> sums, Matrix<float>& places);
  void multiply(std::size_t dense, const Chunk& chunk, MicroBatchUnit unit,
                MicroBatchActivations<Number>& activations, MatrixView<float> into);
  void sum_bias(const ParameterPiece& piece, std::span<const Subtree> sums);

  const ParameterLayout& layout_;
  const Architecture& shape_;
  TreeSum& samples_;
  std::vector<Subtree> subtrees_;     // of my micro-batches
  Matrix<float> more_sums_;           // the gradient of every subtree but the first
  std::vector<std::size_t> bias_at_;  // [dense], in a row of biases_
  Matrix<float> biases_;              // my micro-batches × biases
};

extern template class MicroBatchGradient<float>;
extern template class MicroBatchGradient<bfloat16>;

}  // namespace lampyris
