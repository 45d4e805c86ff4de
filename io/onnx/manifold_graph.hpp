// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "io/onnx/graph_builder.hpp"
#include "src/manifold/manifold_model.hpp"

namespace lampyris::io {

/// Adds a manifold's way from layer `from` to layer `to`, as add_layers: scaled genes (0), activations of its
/// nodes (1), reconstruction (2). Kernels are computed in double: distances are small differences of large
/// numbers.
[[nodiscard]] std::vector<GraphValue> add_manifold(GraphBuilder& graph, const ManifoldModel& model,
                                                   const GraphValue& values, std::size_t from,
                                                   std::size_t to);

}  // namespace lampyris::io
