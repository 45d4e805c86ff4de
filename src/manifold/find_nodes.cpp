// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/find_nodes.hpp"

#include <algorithm>
#include <span>

#include "src/statistics/independent_components.hpp"
#include "src/statistics/quantile.hpp"

namespace lampyris {
namespace {

constexpr double low_quantile = 0.01;
constexpr double high_quantile = 0.99;

Matrix<float> as_float(std::size_t rows, std::size_t columns, std::span<const double> values) {
  Matrix<float> result(rows, columns);
  std::ranges::transform(values, result.values().begin(), [](double x) { return static_cast<float>(x); });
  return result;
}

}  // namespace

ManifoldNodes find_nodes(MatrixView<const float> codes) {
  Matrix<double> points(codes.rows(), codes.columns());
  for (std::size_t i = 0; i < codes.rows(); ++i) std::ranges::copy(codes.row(i), points.row(i).begin());
  const auto found = find_independent_components(points.view());
  const auto matrix = [](const Matrix<double>& values) {
    return as_float(values.rows(), values.columns(), values.values());
  };
  return {as_float(1, codes.columns(), found.centre), matrix(found.unmixing), matrix(found.mixing)};
}

NodeQuantiles node_quantiles(MatrixView<const float> activations) {
  NodeQuantiles quantiles;
  std::vector<double> sorted(activations.rows());
  for (std::size_t j = 0; j < activations.columns(); ++j) {
    for (std::size_t i = 0; i < sorted.size(); ++i) sorted[i] = activations(i, j);
    std::ranges::sort(sorted);
    quantiles.low.push_back(static_cast<float>(quantile_of_sorted(sorted, low_quantile)));
    quantiles.high.push_back(static_cast<float>(quantile_of_sorted(sorted, high_quantile)));
  }
  return quantiles;
}

}  // namespace lampyris
