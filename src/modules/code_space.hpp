// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Codes of n samples in as few coordinates as they need: codes(i) = centre + coordinates(i) · basis, the
/// basis having orthonormal rows. A ridge classifier sees no difference (its weights lie in the span of the
/// centred codes, and lengths are kept), so every fit after this costs min(n − 1, nodes) dimensions, not
/// nodes.
struct CodeSpace {
  Matrix<double> coordinates;  ///< n × r; every column has mean 0
  Matrix<float> basis;         ///< r × nodes; the identity when n > nodes
};

/// Pivoted Gram–Schmidt over the centred codes, in double, each direction made orthogonal twice; directions
/// shorter than 1e-10 of the longest are rounding and left out. One thread, one order: the same bits
/// everywhere.
[[nodiscard]] CodeSpace make_code_space(MatrixView<const float> codes);

}  // namespace lampyris
