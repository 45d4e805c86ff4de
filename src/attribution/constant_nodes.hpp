// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "src/autoencoder/model.hpp"
#include "src/base/named_values.hpp"

namespace lampyris {

/// Why a node says nothing of a sample: no reason; its activation hardly moves; it hardly moves a gene.
enum class Constancy { none, range, score };

template <>
struct Words<Constancy> {
  static constexpr NamedValue<Constancy> values[] = {
      {"NA", Constancy::none}, {"range", Constancy::range}, {"score", Constancy::score}};
};

/// Finds the constant nodes of a layer: those whose range, maximum − minimum, is below 1 % of the median
/// range of the layer's nodes, or 0, and those whose largest |light-up| is below 1e-5 of the layer's, or 0.
/// `largest`: of each node. The limits are ours.
[[nodiscard]] std::vector<Constancy> find_constant_nodes(const NodeRange& range,
                                                         std::span<const float> largest);

}  // namespace lampyris
