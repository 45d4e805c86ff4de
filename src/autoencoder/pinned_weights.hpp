// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/autoencoder/parameter_layout.hpp"

namespace lampyris {

/// A parameter that keeps its value, whatever its gradient.
struct PinnedWeight {
  std::size_t at;  ///< where it stands in the rank's vector
  float value;     ///< which it keeps
};

/// Gives the pinned parameters of a residual network that a rank holds; none of a plain one. Between the
/// outer dense layers linear nodes are those of the layer before, to which f adds in the code's dense layer
/// alone, and which g reads in the one after it alone:
///
///     to \ from      bent nodes                  linear nodes
///     bent nodes     free                        free from the code, else 0
///     linear nodes   free to the code, else 0    the identity
///
/// and the biases of linear nodes are 0, but the code's.
[[nodiscard]] std::vector<PinnedWeight> pinned_weights(const ParameterLayout& layout);

}  // namespace lampyris
