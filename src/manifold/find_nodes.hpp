// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "src/linalg/matrix.hpp"
#include "src/manifold/manifold_model.hpp"

namespace lampyris {

/// Gives the independent components of all codes, n × k, as nodes (find_independent_components). By one
/// process alone; another number of threads may change the last bits.
[[nodiscard]] ManifoldNodes find_nodes(MatrixView<const float> codes);

/// Between which activations nodes are lit.
struct NodeQuantiles {
  std::vector<float> low;   ///< 1 % quantile of each node
  std::vector<float> high;  ///< 99 % quantile of each node
};

/// Gives the quantiles of n × nodes activations.
[[nodiscard]] NodeQuantiles node_quantiles(MatrixView<const float> activations);

}  // namespace lampyris
