// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Collective. Where samples lie on a plane: their first two principal components, n × 2; the largest entry
/// of each direction, by magnitude, is positive; zeros where there is no second direction. `codes` is n ×
/// dimension, alike on every rank. The same bits on any number of ranks and threads, which LAPACK does not
/// promise.
[[nodiscard]] Matrix<double> principal_plane(MatrixView<const float> codes, const World& world);

}  // namespace lampyris
