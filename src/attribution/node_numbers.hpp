#pragma once

#include <cstddef>
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
  explicit NodeNumbers(std::vector<std::size_t> widths) : widths_(std::move(widths)) {}

  [[nodiscard]] const std::vector<std::size_t>& widths() const { return widths_; }
  [[nodiscard]] std::size_t total() const;
  /// The nodes of these units, one entry for every layer that has any, in order.
  [[nodiscard]] std::vector<LayerNodes> layers_of(Slice units) const;

 private:
  std::vector<std::size_t> widths_;
};

}  // namespace lampyris
