// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/micro_batch_gradient.hpp"

#include <omp.h>

#include <algorithm>
#include <cstddef>

#include "src/linalg/gemm.hpp"

namespace lampyris {
namespace {

// Rows of weights whose gradient stays in a core's cache while the micro-batches are added up.
constexpr std::size_t chunk_rows = 128;

std::size_t padded(std::size_t floats) {
  return (floats + 15) / 16 * 16;
}

std::vector<Subtree> subtrees_of(Slice leaves) {
  TreeStack stack;
  for (std::size_t leaf = leaves.offset; leaf < leaves.end(); ++leaf) stack.push({{leaf, 1}, {}});
  return stack.subtrees();
}

}  // namespace

template <class Number>
MicroBatchGradient<Number>::MicroBatchGradient(const ParameterLayout& layout, TreeSum& samples)
    : layout_(layout),
      shape_(layout.architecture()),
      samples_(samples),
      subtrees_(subtrees_of(samples.leaves())),
      more_sums_(subtrees_.size() - 1, layout.size()) {
  std::size_t biases = 0;
  for (std::size_t dense = 0; dense < shape_.dense_layers(); ++dense) {
    bias_at_.push_back(biases);
    biases += padded(layout.bias(dense).size());
  }
  biases_ = Matrix<float>(samples.leaves().count, biases);
}

template <class Number>
std::span<float> MicroBatchGradient<Number>::bias(std::size_t dense, std::size_t micro_batch) {
  return biases_.row(micro_batch).subspan(bias_at_[dense], layout_.bias(dense).size());
}

template <class Number>
void MicroBatchGradient<Number>::sum(MicroBatchActivations<Number>& activations, std::span<float> gradient) {
  std::vector<Subtree> sums = subtrees_;
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i].values = i == 0 ? gradient : more_sums_.row(i - 1);
  for (const ParameterPiece& piece : layout_.pieces()) {
    if (piece.bias) {
      sum_bias(piece, sums);
    } else {
      sum_weights(piece, activations, sums);
    }
  }
  samples_.sum(sums);
}

template <class Number>
void MicroBatchGradient<Number>::sum_weights(const ParameterPiece& piece,
                                             MicroBatchActivations<Number>& activations,
                                             std::span<const Subtree> sums) {
  const auto units = chunks(piece, activations.blocks());
  const auto count = static_cast<std::ptrdiff_t>(units.size());
#pragma omp parallel
  {
    omp_set_num_threads(1);  // as in for_each_unit
    Matrix<float> places(3, chunk_rows * piece.columns.count);
#pragma omp for schedule(dynamic)
    for (std::ptrdiff_t c = 0; c < count; ++c) {
      sum_chunk(piece, units[static_cast<std::size_t>(c)], activations, sums, places);
    }
  }
}

template <class Number>
std::vector<typename MicroBatchGradient<Number>::Chunk> MicroBatchGradient<Number>::chunks(
    const ParameterPiece& piece, const std::vector<Slice>& blocks) const {
  const bool outer = is_outer(piece.dense);
  std::vector<Chunk> result;
  for (std::size_t b = 0; b < (outer ? blocks.size() : 1); ++b) {
    const std::size_t rows = outer ? blocks[b].count : piece.rows.count;
    for (std::size_t first = 0; first < rows; first += chunk_rows) {
      result.push_back({b, {first, std::min(chunk_rows, rows - first)}});
    }
  }
  return result;
}

// Sums the gradient of a chunk over my micro-batches. `places`: three for what the tree keeps apart.
template <class Number>
void MicroBatchGradient<Number>::sum_chunk(const ParameterPiece& piece, const Chunk& chunk,
                                           MicroBatchActivations<Number>& activations,
                                           std::span<const Subtree> sums, Matrix<float>& places) {
  const std::size_t before = is_outer(piece.dense) ? activations.blocks()[chunk.block].offset : 0;
  const std::size_t row = chunk.rows.offset + before;
  const std::size_t size = chunk.rows.count * piece.columns.count;
  TreeStack stack;
  for (std::size_t m = 0; m < activations.micro_batches(); ++m) {
    const auto place = stack.size() == 0 ? sums[0].values.subspan(piece.at(row, 0), size)
                                         : places.row(stack.size() - 1).first(size);
    multiply(piece.dense, chunk, {m, chunk.block}, activations,
             MatrixView<float>(place.data(), chunk.rows.count, piece.columns.count));
    stack.push({{samples_.leaves().offset + m, 1}, place});
  }
  for (std::size_t i = 1; i < stack.size(); ++i) {
    std::ranges::copy(stack.subtrees()[i].values, sums[i].values.subspan(piece.at(row, 0)).begin());
  }
}

// Makes one micro-batch's gradient of the chunk, of a dense layer and of the one tied to it.
template <class Number>
void MicroBatchGradient<Number>::multiply(std::size_t dense, const Chunk& chunk, MicroBatchUnit unit,
                                          MicroBatchActivations<Number>& activations,
                                          MatrixView<float> into) {
  if (activations.rows(unit.micro_batch) == 0) {
    std::fill_n(into.data(), into.rows() * into.columns(), 0.0F);
    return;
  }
  // leftᵀ · right, where the rows of the stored weights are the columns of left.
  const auto product = [&](MatrixView<const Number> left, MatrixView<const Number> right, bool accumulate) {
    const MatrixView<const Number> part(left.data() + chunk.rows.offset, left.rows(), chunk.rows.count,
                                        left.stride());
    gemm<Number, float>(part, Transpose::yes, right, Transpose::no, into, {.accumulate = accumulate});
  };
  const std::size_t last = shape_.layers();
  if (dense == last) {
    // dWᵀ = δ_{L+1}ᵀ h_L: the last weights lie turned.
    return product(activations.delta(dense + 1, unit), activations.values(dense, unit), false);
  }
  // dW = h_sᵀ δ_{s+1}, and of the tied layer L − s, whose weights are these turned, δ_{L−s+1}ᵀ h_{L−s}
  product(activations.values(dense, unit), activations.delta(dense + 1, unit), false);
  const std::size_t partner = last - dense;
  if (shape_.is_tied(partner)) {
    product(activations.delta(partner + 1, unit), activations.values(partner, unit), true);
  }
}

template <class Number>
void MicroBatchGradient<Number>::sum_bias(const ParameterPiece& piece, std::span<const Subtree> sums) {
  TreeStack stack;
  for (std::size_t m = 0; m < biases_.rows(); ++m) {
    stack.push({{samples_.leaves().offset + m, 1}, bias(piece.dense, m)});
  }
  for (std::size_t i = 0; i < stack.size(); ++i) {
    std::ranges::copy(stack.subtrees()[i].values, sums[i].values.subspan(piece.offset).begin());
  }
}

template class MicroBatchGradient<float>;
template class MicroBatchGradient<bfloat16>;

}  // namespace lampyris
