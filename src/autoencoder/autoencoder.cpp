// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/autoencoder.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>

#include "src/autoencoder/hidden_layer.hpp"
#include "src/linalg/batch_invariant_gemm.hpp"

namespace lampyris {
namespace {

MatrixView<const float> columns(MatrixView<const float> matrix, Slice some) {
  return {matrix.data() + some.offset, matrix.rows(), some.count, matrix.stride()};
}

}  // namespace

Autoencoder::Autoencoder(Architecture architecture) : architecture_(std::move(architecture)) {
  const auto own = std::make_shared<Matrix<float>>(1, architecture_.parameters());
  store_ = {own->values(), own};
}

Autoencoder::Autoencoder(Architecture architecture, ParameterStore store)
    : architecture_(std::move(architecture)), store_(std::move(store)) {
  if (!store_.values.empty() && store_.values.size() != architecture_.parameters()) {
    throw std::logic_error("Autoencoder: parameters do not fit the architecture");
  }
}

MatrixView<const float> Autoencoder::weights(std::size_t dense) const {
  return {store_.values.data() + architecture_.weight_offset(dense), architecture_.inputs(dense),
          architecture_.outputs(dense)};
}

std::span<const float> Autoencoder::bias(std::size_t dense) const {
  return parameters().subspan(architecture_.bias_offset(dense), architecture_.outputs(dense));
}

Matrix<float> propagate(const Autoencoder& autoencoder, MatrixView<const float> values, std::size_t from,
                        std::size_t to) {
  const Architecture& shape = autoencoder.architecture();
  if (from >= to || to > shape.dense_layers()) throw std::logic_error("propagate: no such layers");
  Matrix<float> current;
  MatrixView<const float> input = values;
  for (std::size_t dense = from; dense < to; ++dense) {
    current = propagate_to(autoencoder, input, dense, {0, shape.outputs(dense)});
    input = std::as_const(current).view();
  }
  return current;
}

Matrix<float> propagate_to(const Autoencoder& autoencoder, MatrixView<const float> values, std::size_t dense,
                           Slice outputs) {
  Matrix<float> sums(values.rows(), outputs.count);
  batch_invariant_gemm(values, columns(autoencoder.weights(dense), outputs), sums.view(),
                       autoencoder.bias(dense).subspan(outputs.offset, outputs.count));
  const Architecture& shape = autoencoder.architecture();
  if (shape.plain() || dense == shape.layers()) {
    apply_activation(shape.activation(dense), sums.values());
    return sums;
  }
  if (outputs.count != shape.outputs(dense)) throw std::logic_error("propagate_to: part of a hidden layer");
  for (std::size_t i = 0; i < sums.rows(); ++i) activate_sums(shape, dense, sums.row(i));
  return sums;
}

void add_products(const Autoencoder& autoencoder, const PackedRows& values, const WeightBlock& block,
                  MatrixView<float> sums) {
  const auto rows = autoencoder.weights(block.dense).middle_rows(block.inputs.offset, block.inputs.count);
  accumulate_batch_invariant(values, columns(rows, block.outputs), sums);
}

void finish_layer(const Autoencoder& autoencoder, std::size_t dense, MatrixView<float> sums) {
  const auto bias = autoencoder.bias(dense);
  for (std::size_t i = 0; i < sums.rows(); ++i) {
    const auto row = sums.row(i);
    std::transform(row.begin(), row.end(), bias.begin(), row.begin(), std::plus<>());
    activate_sums(autoencoder.architecture(), dense, row);
  }
}

}  // namespace lampyris
