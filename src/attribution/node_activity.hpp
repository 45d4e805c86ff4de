// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// The activations of a node over some samples, from the least to the greatest.
struct NodeActivity {
  /// Where the quantiles stand.
  static constexpr std::array<double, 7> probabilities = {0, 0.01, 0.25, 0.5, 0.75, 0.99, 1};
  std::array<double, 7> quantiles{};  ///< of type 7; NaN without samples
};

/// Collective. Gives the quantiles of n × nodes activations, which every rank has whole; one entry a node.
[[nodiscard]] std::vector<NodeActivity> node_activities(MatrixView<const float> activations,
                                                        const World& world);

}  // namespace lampyris
