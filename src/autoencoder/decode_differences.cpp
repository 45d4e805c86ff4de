// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/decode_differences.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>
#include <vector>

#include "src/autoencoder/activation_difference.hpp"
#include "src/autoencoder/hidden_layer.hpp"
#include "src/linalg/mixed_product.hpp"
#include "src/manifold/sample_differences.hpp"

namespace lampyris {
namespace {

// Layer norm of a layer's sums, and of their changes: with c = z − mean z and e = d − mean d the variance v
// changes by mean (2 c e + e²), and 1 / √v by −change / (√v √v' (√v + √v')), in which no digits cancel.
void to_normalised(std::span<double> sums, MatrixView<double> changes) {
  const auto count = static_cast<double>(sums.size());
  const auto mean_of = [count](std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / count;
  };
  const double mean = mean_of(sums);
  for (double& z : sums) z -= mean;
  double variance = layer_norm_epsilon;
  for (const double c : sums) variance += c * c / count;
  const double sd = std::sqrt(variance);
  for (std::size_t i = 0; i < changes.rows(); ++i) {
    const auto row = changes.row(i);
    const double moved = mean_of(row);
    double more = 0;
    for (std::size_t j = 0; j < row.size(); ++j) {
      row[j] -= moved;
      more += row[j] * (2 * sums[j] + row[j]) / count;
    }
    const double then = std::sqrt(variance + more);
    for (std::size_t j = 0; j < row.size(); ++j) {
      row[j] = row[j] / then - sums[j] * more / (sd * then * (sd + then));
    }
  }
  for (double& c : sums) c /= sd;
}

// What a dense layer makes of changes of its inputs, and of the inputs themselves, which stand in the last
// row.
Matrix<double> pass(const Autoencoder& autoencoder, std::size_t dense, Matrix<double> sums) {
  const Architecture& shape = autoencoder.architecture();
  const std::size_t changes = sums.rows() - 1;
  const Activation activation = shape.activation(dense);
  const bool hidden = dense < shape.layers();
  const auto bias = autoencoder.bias(dense);
  const auto values = sums.row(changes);
  for (std::size_t j = 0; j < values.size(); ++j) values[j] += static_cast<double>(bias[j]);
  // Linear nodes, the last ones, pass on what they are given.
  const auto bent = values.first(hidden ? shape.bent_nodes(dense + 1) : values.size());
  const MatrixView<double> moved(sums.data(), changes, bent.size(), sums.columns());
  if (hidden && shape.normalised && !bent.empty()) to_normalised(bent, moved);
  to_activation_differences(activation, bent, moved);
  for (double& value : bent) value = activation_value(activation, value);
  return sums;
}

Matrix<double> network_differences(const Autoencoder& autoencoder, std::size_t layer,
                                   std::span<const float> code, std::span<const NodeChange> changes) {
  const Architecture& shape = autoencoder.architecture();
  // In the first dense layer a change moves every sum by a multiple of one row of the weights.
  const auto weights = autoencoder.weights(layer);
  Matrix<double> sums(changes.size() + 1, weights.columns());
  for (std::size_t i = 0; i < changes.size(); ++i) {
    std::ranges::transform(weights.row(changes[i].node), sums.row(i).begin(),
                           [&](float weight) { return changes[i].by * static_cast<double>(weight); });
  }
  Matrix<double> values(1, code.size());
  std::copy(code.begin(), code.end(), values.values().begin());
  mixed_product(values.view(), weights, sums.view().middle_rows(changes.size(), 1));
  auto passed = pass(autoencoder, layer, std::move(sums));
  for (std::size_t dense = layer + 1; dense < shape.dense_layers(); ++dense) {
    Matrix<double> next(changes.size() + 1, shape.outputs(dense));
    mixed_product(passed.view(), autoencoder.weights(dense), next.view());
    passed = pass(autoencoder, dense, std::move(next));
  }
  return passed;
}

Matrix<double> manifold_differences(const ManifoldModel& manifold, std::span<const float> code,
                                    std::span<const NodeChange> changes) {
  Matrix<double> steps(changes.size(), code.size());
  for (std::size_t i = 0; i < changes.size(); ++i) steps(i, changes[i].node) = changes[i].by;
  const std::vector<double> from(code.begin(), code.end());
  return sample_differences(manifold, from, steps.view());
}

}  // namespace

Matrix<double> decode_differences(const Model& model, std::size_t layer, std::span<const float> code,
                                  std::span<const NodeChange> changes) {
  const Architecture& shape = model.architecture();
  if (layer < 1 || layer > shape.layers() || code.size() != shape.widths[layer - 1]) {
    throw std::logic_error("decode_differences: no such layer");
  }
  if (model.manifold) return manifold_differences(*model.manifold, code, changes);
  return network_differences(model.autoencoder, layer, code, changes);
}

}  // namespace lampyris
