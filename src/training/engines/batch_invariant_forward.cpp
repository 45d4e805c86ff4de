// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/batch_invariant_forward.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "src/autoencoder/hidden_layer.hpp"
#include "src/linalg/batch_invariant_gemm.hpp"
#include "src/training/engines/delta.hpp"
#include "src/training/engines/micro_batches.hpp"

namespace lampyris {
namespace {

Matrix<float> turned(MatrixView<const float> values) {
  Matrix<float> result(values.columns(), values.rows());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t j = 0; j < values.columns(); ++j) result(j, i) = values(i, j);
  }
  return result;
}

template <class Number>
Matrix<float> columns_as_float(MatrixView<const Number> values, Slice columns) {
  Matrix<float> result(values.rows(), columns.count);
  for (std::size_t i = 0; i < values.rows(); ++i) {
    const auto row = values.row(i).subspan(columns.offset, columns.count);
    std::transform(row.begin(), row.end(), result.row(i).begin(), [](Number x) { return to_float(x); });
  }
  return result;
}

}  // namespace

BatchInvariantForward::BatchInvariantForward(const ParameterLayout& layout, std::span<const float> weights,
                                             TreeSum& genes)
    : layout_(layout),
      weights_(weights),
      genes_(genes),
      blocks_(gene_blocks(layout.architecture().genes, genes.leaves())) {}

const ParameterPiece& BatchInvariantForward::piece(std::size_t dense) const {
  const Architecture& shape = layout_.architecture();
  return layout_.weights(shape.is_tied(dense) ? shape.layers() - dense : dense);
}

MatrixView<const float> BatchInvariantForward::stored(std::size_t dense) const {
  const ParameterPiece& held = piece(dense);
  return {weights_.data() + held.offset, held.rows.count, held.columns.count};
}

std::span<const float> BatchInvariantForward::bias(std::size_t dense) const {
  const ParameterPiece& held = layout_.bias(dense);
  return weights_.subspan(held.offset, held.size());
}

template <class Number>
std::vector<Matrix<float>> BatchInvariantForward::run(MatrixView<const Number> samples,
                                                      MatrixView<Number> reconstruction) {
  const Architecture& shape = layout_.architecture();
  std::vector<Matrix<float>> hidden;
  hidden.push_back(encode(samples));
  for (std::size_t dense = 1; dense < shape.layers(); ++dense) {
    // h_{s+1} = a(h_s W_s + b_s)
    Matrix<float> sums(samples.rows(), shape.outputs(dense));
    if (shape.is_tied(dense)) {
      batch_invariant_gemm(hidden.back().view(), turned(stored(dense)).view(), sums.view());
    } else {
      batch_invariant_gemm(hidden.back().view(), stored(dense), sums.view());
    }
    finish(dense, sums);
    hidden.push_back(std::move(sums));
  }
  decode(std::as_const(hidden.back()).view(), reconstruction);
  return hidden;
}

template <class Number>
Matrix<float> BatchInvariantForward::encode(MatrixView<const Number> samples) {
  const Architecture& shape = layout_.architecture();
  std::vector<Matrix<float>> places;
  TreeStack stack;
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    if (stack.size() == places.size()) places.emplace_back(samples.rows(), shape.widths.front());
    Matrix<float>& place = places[stack.size()];
    // X_b W0_b
    const auto block = columns_as_float(samples, blocks_[b]);
    batch_invariant_gemm(block.view(), stored(0).middle_rows(blocks_[b].offset, blocks_[b].count),
                         place.view());
    stack.push({{genes_.leaves().offset + b, 1}, place.values()});
  }
  // h1 = a(Σ_b X_b W0_b + b0)
  genes_.sum(stack.subtrees());
  Matrix<float> sums = std::move(places.front());
  finish(0, sums);
  return sums;
}

// h = a(sums + b)
void BatchInvariantForward::finish(std::size_t dense, Matrix<float>& sums) const {
  const Architecture& shape = layout_.architecture();
  if (shape.plain()) return activate<float>(sums.view(), bias(dense), shape.hidden, sums.view());
  const auto added = bias(dense);
  for (std::size_t i = 0; i < sums.rows(); ++i) {
    const auto row = sums.row(i);
    std::transform(row.begin(), row.end(), added.begin(), row.begin(), std::plus<>());
    activate_sums(shape, dense, row);
  }
}

template <class Number>
void BatchInvariantForward::decode(MatrixView<const float> code, MatrixView<Number> reconstruction) const {
  const Architecture& shape = layout_.architecture();
  const std::size_t last = shape.layers();
  for (const Slice block : blocks_) {
    // Y_b = a(h_L WL_b + bL_b)
    const auto factor = turned(stored(last).middle_rows(block.offset, block.count));
    Matrix<float> sums(code.rows(), block.count);
    batch_invariant_gemm(code, factor.view(), sums.view());
    activate<Number>(sums.view(), bias(last).subspan(block.offset, block.count), shape.output,
                     MatrixView<Number>(reconstruction.data() + block.offset, code.rows(), block.count,
                                        reconstruction.stride()));
  }
}

template std::vector<Matrix<float>> BatchInvariantForward::run<float>(MatrixView<const float>,
                                                                      MatrixView<float>);
template std::vector<Matrix<float>> BatchInvariantForward::run<bfloat16>(MatrixView<const bfloat16>,
                                                                         MatrixView<bfloat16>);

}  // namespace lampyris
