// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// The space in which a manifold is fitted: scores of a sample are its coordinates along the principal
/// directions of the fitted samples.
struct PrincipalSpace {
  std::vector<double> mean;       ///< one a gene
  Matrix<float> directions;       ///< R × genes, orthonormal rows by falling variance
  std::vector<double> variances;  ///< of the fitted samples along each direction, with n − 1
  double total_variance = 0;      ///< of the fitted samples, summed over the genes

  /// The number R of directions.
  [[nodiscard]] std::size_t rank() const { return directions.rows(); }
};

/// The scores of some samples, and what their values have outside of the space.
struct Scores {
  Matrix<float> values;         ///< n × R
  std::vector<double> squares;  ///< ‖x − mean‖² of each sample
};

/// Gives the scores of n × genes. Batch-invariant.
[[nodiscard]] Scores scores_of(const PrincipalSpace& space, MatrixView<const float> samples);

/// Gives mean + scores · directions: n × R → n × genes. Batch-invariant.
[[nodiscard]] Matrix<float> samples_of(const PrincipalSpace& space, MatrixView<const float> scores);

}  // namespace lampyris
