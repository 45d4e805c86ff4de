// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/linalg/matrix.hpp"

namespace lampyris::mpi {

/// Principal components being gathered, panel by panel and by rising variance, of any length.
class ComponentRows {
 public:
  /// Expects `count` components of `genes` entries each.
  ComponentRows(std::size_t count, std::size_t genes) : components_(count, genes), squares_(count) {}

  /// Row r of `rising` holds genes from `first_gene` on of the component that has first_row + r components of
  /// less variance.
  void add(const Matrix<double>& rising, std::size_t first_row, std::size_t first_gene);

  /// By falling variance, unit rows, the entry of largest magnitude positive.
  [[nodiscard]] Matrix<float> normalised() &&;

 private:
  Matrix<float> components_;
  std::vector<double> squares_;
};

/// How many eigenvalues of a scatter matrix, falling, are more than rounding errors of zero, which duplicate
/// samples and genes that follow from others leave; `side` is the larger side of the cohort.
[[nodiscard]] std::size_t rank_of_scatter(const std::vector<double>& falling, std::size_t side);

}  // namespace lampyris::mpi
