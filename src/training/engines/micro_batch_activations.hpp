// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/autoencoder/architecture.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/training/batches/batch_source.hpp"
#include "src/training/engines/micro_batches.hpp"

namespace lampyris {

/// Names the place of one product: a micro-batch, and one of my gene blocks. Between the outer layers nothing
/// is cut by genes, and `block` is 0.
struct MicroBatchUnit {
  std::size_t micro_batch;  ///< counts those of this rank, from 0
  std::size_t block;        ///< counts the gene blocks of this rank, from 0
};

/// Holds the values, δ and derivatives of one batch, cut into micro-batches and, in the outer layers, into
/// gene blocks. Layers are 0 (the genes), 1 … L, and L + 1 (the reconstruction).
template <class Number>
class MicroBatchActivations {
 public:
  /// `blocks` are my gene blocks, counted from my first gene; `micro_batches` the training samples of mine.
  MicroBatchActivations(const Architecture& shape, std::size_t most_rows, std::vector<Slice> blocks,
                        std::vector<Slice> micro_batches);

  /// Puts every member of the batch in its micro-batch, in the order of the epoch, cut into gene blocks.
  void assign(const Batch& batch);

  /// My gene blocks.
  [[nodiscard]] const std::vector<Slice>& blocks() const { return blocks_; }
  /// The training samples of my micro-batches.
  [[nodiscard]] std::size_t micro_batches() const { return micro_batches_.size(); }
  /// Samples of a micro-batch in the present batch.
  [[nodiscard]] std::size_t rows(std::size_t micro_batch) const { return rows_[micro_batch]; }

  /// rows × the nodes of the layer, or × the genes of the block.
  [[nodiscard]] MatrixView<Number> values(std::size_t layer, MicroBatchUnit unit);
  /// The same for δ; that of the reconstruction lies in its place.
  [[nodiscard]] MatrixView<Number> delta(std::size_t layer, MicroBatchUnit unit);
  /// A block's part of the sums of the first hidden layer, or of the derivative by the last one; rows ×
  /// nodes.
  [[nodiscard]] MatrixView<float> partial(std::size_t layer, MicroBatchUnit unit);
  /// All micro-batches of partial(layer), with the gaps between them.
  [[nodiscard]] std::span<float> partials(std::size_t layer, std::size_t block);
  /// The derivative of the loss by the values of an inner layer, rows × nodes.
  [[nodiscard]] MatrixView<float> derivative(std::size_t layer, MicroBatchUnit unit);

 private:
  Architecture shape_;
  std::size_t most_rows_;
  std::vector<Slice> blocks_;
  std::vector<Slice> micro_batches_;
  std::vector<std::size_t> rows_;                      // [micro-batch]
  std::vector<MicroBatches<Number>> genes_, outputs_;  // [block]
  std::vector<MicroBatches<Number>> hidden_, deltas_;  // [layer − 1]
  std::vector<MicroBatches<float>> partials_;          // [block]; their sum in the first
  std::vector<MicroBatches<float>> derivatives_;       // [layer − 1]
};

extern template class MicroBatchActivations<float>;
extern template class MicroBatchActivations<bfloat16>;

}  // namespace lampyris
