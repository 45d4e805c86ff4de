// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/find_nodes.hpp"

#include <algorithm>
#include <span>

#include "src/statistics/independent_components.hpp"

namespace lampyris {
namespace {

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

}  // namespace lampyris
