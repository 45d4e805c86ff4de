// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "src/autoencoder/model.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// A node whose activation changes by some amount, all others staying.
struct NodeChange {
  std::size_t node = 0;  ///< from 0 within its layer
  double by = 0;         ///< what is added to its activation
};

/// Gives decode(code + change) − decode(code) for each change of one node of a layer, from 1: changes ×
/// genes, scaled units. It is the change that passes through the decoder, in double, so that no digits cancel
/// and the least change is as precise as the greatest. Batch-invariant.
[[nodiscard]] Matrix<double> decode_differences(const Model& model, std::size_t layer,
                                                std::span<const float> code,
                                                std::span<const NodeChange> changes);

}  // namespace lampyris
