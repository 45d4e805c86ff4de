// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "src/autoencoder/autoencoder.hpp"

namespace lampyris {

/// Gives the derivatives of the next hidden layer by the nodes of this one where they have these values:
/// inputs × outputs of dense layer `dense`, which is not the last one. In double.
[[nodiscard]] Matrix<double> layer_jacobian(const Autoencoder& autoencoder, std::size_t dense,
                                            std::span<const float> values);

}  // namespace lampyris
