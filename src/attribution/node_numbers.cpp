// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/node_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace lampyris {

std::size_t NodeNumbers::total() const {
  return std::accumulate(widths_.begin(), widths_.end(), std::size_t{0});
}

std::vector<LayerNodes> NodeNumbers::layers_of(Slice units) const {
  std::vector<LayerNodes> layers;
  std::size_t start = 0;
  for (std::size_t l = 0; l < widths_.size(); ++l) {
    const std::size_t first = std::max(units.offset, start);
    const std::size_t end = std::min(units.end(), start + widths_[l]);
    if (first < end) layers.push_back({l + 1, {first - start, end - first}, first});
    start += widths_[l];
  }
  return layers;
}

std::string NodeNumbers::word_of_node(std::size_t unit) const {
  const LayerNodes node = layers_of({unit, 1}).front();
  return fmt::format("layer{}_node{}", node.layer, node.nodes.offset + 1);
}

}  // namespace lampyris
