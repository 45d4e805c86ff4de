// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "io/onnx/graph_builder.hpp"

namespace lampyris::io {

/// Ranks within each sample.
struct RankedValues {
  GraphValue rank;   ///< samples × genes, from 0, ties having their mean; of a missing value anything
  GraphValue count;  ///< samples × 1: values that are there
};

/// Adds the ranks of samples × genes of double, NaN = missing.
[[nodiscard]] RankedValues add_midranks(GraphBuilder& graph, const GraphValue& values, std::size_t genes);

}  // namespace lampyris::io
