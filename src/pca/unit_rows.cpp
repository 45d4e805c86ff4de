// SPDX-License-Identifier: Apache-2.0
#include "src/pca/unit_rows.hpp"

#include <algorithm>
#include <cmath>

namespace lampyris {

Matrix<float> unit_rows(const Matrix<double>& rows) {
  Matrix<float> result(rows.rows(), rows.columns());
  for (std::size_t j = 0; j < rows.rows(); ++j) {
    const auto row = rows.row(j);
    const auto largest = std::max_element(row.begin(), row.end(),
                                          [](double a, double b) { return std::abs(a) < std::abs(b); });
    double square = 0;
    for (const double x : row) square += x * x;
    const double factor = (*largest < 0 ? -1 : 1) / std::sqrt(square);
    std::transform(row.begin(), row.end(), result.row(j).begin(),
                   [&](double x) { return static_cast<float>(x * factor); });
  }
  return result;
}

}  // namespace lampyris
