// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Directions along which points are as far from normally distributed as can be found.
struct IndependentComponents {
  std::vector<double> centre;  ///< mean of the points, d
  Matrix<double> unmixing;  ///< d × m: activities = (point − centre) · unmixing, of mean 0 and variance 1
  Matrix<double> mixing;    ///< m × d: point = centre + activities · mixing
  std::size_t rounds = 0;   ///< until it stood still, or the most that were allowed
};

/// How components are searched.
struct IndependentComponentsOptions {
  std::size_t rounds = 1000;  ///< at most
  double tolerance = 1e-6;    ///< of the change of a direction in a round, 1 − |cosine|
};

/// Symmetric FastICA with log cosh contrast (Hyvärinen 1999) of n × d points, from the principal directions
/// on: no random start, so the same points give the same components. Principal directions of a variance below
/// 10⁻¹⁰ of the greatest are left out, so m ≤ d. Components come by falling variance that they explain, the
/// sum of squares of their row of `mixing`, each turned so that its skewness is positive. Throws DataError
/// for fewer than two points or when the points do not vary.
[[nodiscard]] IndependentComponents find_independent_components(
    MatrixView<const double> points, const IndependentComponentsOptions& options = {});

}  // namespace lampyris
