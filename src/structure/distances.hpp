// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Collective. Euclidean distances between all samples, n × n, symmetric, the same on every rank; rows are
/// distributed over the ranks. `codes` is n × dimension, alike on every rank.
[[nodiscard]] Matrix<double> euclidean_distances(MatrixView<const float> codes, const World& world);

/// The distances among these samples.
[[nodiscard]] Matrix<double> distances_among(const Matrix<double>& distances,
                                             std::span<const std::size_t> samples);

}  // namespace lampyris
