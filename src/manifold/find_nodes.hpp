// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "src/linalg/matrix.hpp"
#include "src/manifold/manifold_model.hpp"

namespace lampyris {

/// Gives the independent components of all codes, n × k, as nodes (find_independent_components). By one
/// process alone; another number of threads may change the last bits.
[[nodiscard]] ManifoldNodes find_nodes(MatrixView<const float> codes);

}  // namespace lampyris
