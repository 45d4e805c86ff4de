// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/autoencoder/model.hpp"
#include "src/training/training_state.hpp"

namespace lampyris {

/// Whether the loss has stood still from the start: ten epochs or more, in none of which the training samples
/// had an R² of 0.1, and from a fifth of them on the loss fell by less than 2 %. The limits are ours.
[[nodiscard]] bool stands_still(std::span<const EpochReport> history);

/// How many nodes of a layer hardly move over the training samples.
struct LayerMotion {
  std::size_t nodes = 0;  ///< of the layer
  std::size_t still = 0;  ///< whose range is below 1 % of the greatest in the layer
  bool constant = false;  ///< the greatest range is below 1 % of the greatest |activation|: none says much
};

/// Gives the motion of each layer. The limits are ours.
[[nodiscard]] std::vector<LayerMotion> layer_motions(std::span<const NodeRange> ranges);

}  // namespace lampyris
