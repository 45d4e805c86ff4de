// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/base/slice.hpp"

namespace lampyris {

/// Some nodes of one layer.
struct LayerNodes {
  std::size_t layer = 1;       ///< from 1
  Slice nodes;                 ///< from 0 within the layer
  std::size_t first_unit = 0;  ///< number of the first of them among all nodes
};

/// The nodes of all layers numbered in one row, layer by layer: the units that are distributed over the
/// ranks.
class NodeNumbers {
 public:
  /// Takes the number of nodes of each hidden layer, from the first one on.
  explicit NodeNumbers(std::vector<std::size_t> widths) : widths_(std::move(widths)) {}

  /// The number of nodes of each hidden layer.
  [[nodiscard]] const std::vector<std::size_t>& widths() const { return widths_; }
  /// The number of nodes in all layers.
  [[nodiscard]] std::size_t total() const;
  /// The nodes of these units, one entry for every layer that has any, in order.
  [[nodiscard]] std::vector<LayerNodes> layers_of(Slice units) const;
  /// The word of a node in tables and gene sets, "layer1_node17", both counted from 1.
  [[nodiscard]] std::string word_of_node(std::size_t unit) const;

 private:
  std::vector<std::size_t> widths_;
};

}  // namespace lampyris
