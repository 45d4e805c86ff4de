// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "io/onnx/graph_builder.hpp"
#include "src/preprocessing/pipeline.hpp"

namespace lampyris::io {

/// Finds the first step of preprocessing from which on all can be said in a graph: what looks at one sample
/// alone. The number of steps when the last one cannot be.
[[nodiscard]] std::size_t first_step_in_graph(const Pipeline& pipeline);

/// Gives the genes that a step, counted from 0, begins with; those that are left for the number of steps.
[[nodiscard]] std::vector<std::string> genes_before(const Pipeline& pipeline, std::size_t step);

/// Adds the steps from `first` on, in double as the program computes them, and gives their result as float. A
/// value that the program refuses, as a negative one before a logarithm, becomes NaN.
[[nodiscard]] GraphValue add_steps(GraphBuilder& graph, const Pipeline& pipeline, std::size_t first,
                                   const GraphValue& genes);

}  // namespace lampyris::io
