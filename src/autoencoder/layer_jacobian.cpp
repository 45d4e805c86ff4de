// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/layer_jacobian.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "src/autoencoder/hidden_layer.hpp"

namespace lampyris {
namespace {

double product_of(std::span<const double> x, std::span<const double> y) {
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

double sum_of(std::span<const double> x) {
  return std::accumulate(x.begin(), x.end(), 0.0);
}

std::vector<double> sums_of(const Autoencoder& autoencoder, std::size_t dense,
                            std::span<const float> values) {
  const auto weights = autoencoder.weights(dense);
  const auto bias = autoencoder.bias(dense);
  std::vector<double> sums(bias.begin(), bias.end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto row = weights.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) {
      sums[j] += static_cast<double>(values[i]) * static_cast<double>(row[j]);
    }
  }
  return sums;
}

// Layer norm of a layer's sums. Returns 1 / sd.
double to_normalised_sums(std::span<double> sums) {
  const auto count = static_cast<double>(sums.size());
  const double mean = sum_of(sums) / count;
  for (double& z : sums) z -= mean;
  const double inverse = 1 / std::sqrt(product_of(sums, sums) / count + layer_norm_epsilon);
  for (double& z : sums) z *= inverse;
  return inverse;
}

// From derivatives of the sums to those of the normalised ones.
void to_normalised_derivatives(std::span<double> row, std::span<const double> normalised, double inverse) {
  const auto count = static_cast<double>(row.size());
  const double moved = sum_of(row) / count;
  const double stretched = product_of(row, normalised) / count;
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] = (row[j] - moved - normalised[j] * stretched) * inverse;
  }
}

}  // namespace

Matrix<double> layer_jacobian(const Autoencoder& autoencoder, std::size_t dense,
                              std::span<const float> values) {
  const Architecture& shape = autoencoder.architecture();
  const std::size_t bent = shape.bent_nodes(dense + 1);  // the others pass on what they are given
  auto sums = sums_of(autoencoder, dense, values);
  const auto bent_sums = std::span(sums).first(bent);
  const bool normalised = shape.normalised && bent > 0;
  const double inverse = normalised ? to_normalised_sums(bent_sums) : 1;
  std::vector<double> slopes;
  for (const double z : bent_sums) slopes.push_back(activation_slope_at(shape.hidden, z));
  const auto weights = autoencoder.weights(dense);
  Matrix<double> jacobian(weights.rows(), weights.columns());
  for (std::size_t i = 0; i < weights.rows(); ++i) {
    const auto from = weights.row(i);
    const auto row = jacobian.row(i);
    std::copy(from.begin(), from.end(), row.begin());
    if (normalised) to_normalised_derivatives(row.first(bent), bent_sums, inverse);
    for (std::size_t j = 0; j < bent; ++j) row[j] *= slopes[j];
  }
  return jacobian;
}

}  // namespace lampyris
