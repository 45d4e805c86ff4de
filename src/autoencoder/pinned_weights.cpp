// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/pinned_weights.hpp"

#include <optional>

namespace lampyris {
namespace {

// From a node of layer `dense` to one of the layer above.
std::optional<float> pinned_value(const Architecture& shape, std::size_t dense, std::size_t input,
                                  std::size_t output) {
  const std::size_t code = shape.code_layer();
  const std::size_t bent_inputs = shape.bent_nodes(dense);
  const std::size_t bent_outputs = shape.bent_nodes(dense + 1);
  const bool from_bent = input < bent_inputs;
  if (output < bent_outputs) {
    return from_bent || dense == code ? std::nullopt : std::optional(0.0F);
  }
  if (from_bent) return dense + 1 == code ? std::nullopt : std::optional(0.0F);
  return input - bent_inputs == output - bent_outputs ? 1.0F : 0.0F;
}

void add_weights(const ParameterPiece& piece, const Architecture& shape, std::vector<PinnedWeight>& pinned) {
  for (std::size_t i = 0; i < piece.rows.count; ++i) {
    for (std::size_t j = 0; j < piece.columns.count; ++j) {
      const auto value = pinned_value(shape, piece.dense, piece.rows[i], piece.columns[j]);
      if (value) pinned.push_back({piece.at(i, j), *value});
    }
  }
}

void add_bias(const ParameterPiece& piece, const Architecture& shape, std::vector<PinnedWeight>& pinned) {
  if (piece.dense + 1 == shape.code_layer()) return;
  for (std::size_t j = 0; j < piece.columns.count; ++j) {
    if (piece.columns[j] >= shape.bent_nodes(piece.dense + 1)) pinned.push_back({piece.at(0, j), 0.0F});
  }
}

}  // namespace

std::vector<PinnedWeight> pinned_weights(const ParameterLayout& layout) {
  const Architecture& shape = layout.architecture();
  std::vector<PinnedWeight> pinned;
  if (shape.linear_nodes == 0) return pinned;
  for (const ParameterPiece& piece : layout.pieces()) {
    if (piece.dense == 0 || piece.dense == shape.layers()) continue;
    piece.bias ? add_bias(piece, shape, pinned) : add_weights(piece, shape, pinned);
  }
  return pinned;
}

}  // namespace lampyris
