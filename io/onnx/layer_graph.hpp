// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "io/onnx/graph_builder.hpp"
#include "src/autoencoder/model.hpp"

namespace lampyris::io {

/// Adds what leads from `values`, those of layer `from` (0 = scaled genes), to layer `to` (L + 1 = the
/// reconstruction, scaled), from < to, and gives the values of the layers from + 1 … to. Codes of a manifold
/// are those of one pass of its encoder. Throws UsageError for a model of a kind that has no graph.
[[nodiscard]] std::vector<GraphValue> add_layers(GraphBuilder& graph, const Model& model,
                                                 const GraphValue& values, std::size_t from, std::size_t to);

}  // namespace lampyris::io
