// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/autoencoder/model.hpp"
#include "src/base/world.hpp"

namespace lampyris {

/// The samples over which a metric is averaged, at most.
inline constexpr std::size_t most_metric_samples = 16;

/// Gives at most most_metric_samples of these, evenly spaced.
[[nodiscard]] std::vector<std::size_t> metric_samples(std::span<const std::size_t> samples);

/// Collective. Gives coordinates for the codes of each layer, [layer − 1], nodes × m: codes · coordinates
/// have distances of what is decoded, in scaled units. Of a manifold they are its code, whose axes are
/// orthonormal directions of the samples. Of a network they are so to first order: coordinates are the
/// symmetric root of M = mean J Jᵀ over `samples`, [layer − 1] their codes, J the derivatives of the next
/// layer's coordinates by the nodes; of the last layer, of the reconstruction. The same on every rank, and
/// the same bits on any number of them.
[[nodiscard]] std::vector<Matrix<float>> decoder_metric(const Model& model,
                                                        std::span<const Matrix<float>> samples,
                                                        const World& world);

/// Gives codes in these coordinates: n × nodes → n × m. Batch-invariant.
[[nodiscard]] Matrix<float> in_coordinates(MatrixView<const float> codes, const Matrix<float>& coordinates);

}  // namespace lampyris
