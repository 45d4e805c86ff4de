// SPDX-License-Identifier: Apache-2.0
#include "mpi/pca/component_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lampyris::mpi {

void ComponentRows::add(const Matrix<double>& rising, std::size_t first_row, std::size_t first_gene) {
  for (std::size_t r = 0; r < rising.rows(); ++r) {
    const std::size_t k = components_.rows() - 1 - (first_row + r);
    for (std::size_t g = 0; g < rising.columns(); ++g) {
      squares_[k] += rising(r, g) * rising(r, g);
      components_(k, first_gene + g) = static_cast<float>(rising(r, g));
    }
  }
}

Matrix<float> ComponentRows::normalised() && {
  for (std::size_t k = 0; k < components_.rows(); ++k) {
    const auto row = components_.row(k);
    const auto largest =
        std::max_element(row.begin(), row.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
    const double factor = (*largest < 0 ? -1.0 : 1.0) / std::sqrt(squares_[k]);
    for (float& value : row) value = static_cast<float>(value * factor);
  }
  return std::move(components_);
}

std::size_t rank_of_scatter(const std::vector<double>& falling, std::size_t side) {
  const double zero = falling.front() * static_cast<double>(side) * std::numeric_limits<double>::epsilon();
  return static_cast<std::size_t>(
      std::count_if(falling.begin(), falling.end(), [&](double value) { return value > zero; }));
}

}  // namespace lampyris::mpi
