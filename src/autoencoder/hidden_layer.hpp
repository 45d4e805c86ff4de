// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "src/autoencoder/architecture.hpp"

namespace lampyris {

/// Is added to a variance before it divides: PyTorch's.
constexpr double layer_norm_epsilon = 1e-5;

/// Replaces the sums of a layer's bent nodes by (sum − mean) / sd, both over these nodes of one sample, as
/// torch.nn.functional.layer_norm. Returns 1 / sd. In double but for what is stored.
float normalise(std::span<float> sums);

/// Replaces one sample's sums, bias included, by the outputs of dense layer `dense`. Of a hidden layer of a
/// residual network all sums must be there.
void activate_sums(const Architecture& architecture, std::size_t dense, std::span<float> sums);

}  // namespace lampyris
