// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "src/autoencoder/autoencoder.hpp"
#include "src/autoencoder/forward_pass.hpp"
#include "src/autoencoder/model.hpp"
#include "src/base/slice.hpp"
#include "src/base/world.hpp"

namespace lampyris {

/// Gives scaled samples × genes, `slice` being a part of the list of training samples. Not collective.
using ScaledReader = std::function<Matrix<float>(Slice slice)>;

/// Collective. Minimum, mean and maximum of every hidden node over `samples` training samples; one entry a
/// layer. Byte-identical on any number of ranks: blocks of samples are distributed whole and combined in
/// their order.
[[nodiscard]] std::vector<NodeRange> node_ranges(const World& world, const ForwardPass& forward_pass,
                                                 const Autoencoder& autoencoder, std::size_t samples,
                                                 const ScaledReader& read);

}  // namespace lampyris
