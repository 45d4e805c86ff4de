// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "src/attribution/node_numbers.hpp"
#include "src/attribution/signature_classes.hpp"
#include "src/base/world.hpp"
#include "src/modules/set_index.hpp"

namespace lampyris {

/// The gene set that fits a node's signature best.
struct NodeName {
  /// No set.
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  std::size_t set = none;     ///< number in the SetIndex; `none` where no set shares a gene
  std::uint64_t overlap = 0;  ///< genes that set and signature share
  double p = std::numeric_limits<double>::quiet_NaN();  ///< hypergeometric, P(X ≥ overlap)
  double q = std::numeric_limits<double>::quiet_NaN();  ///< over the nodes of the layer and all sets
};

/// Collective. Gives each node the set of lowest p, the first of equals, by the hypergeometric test of its
/// signature in `background` genes, of which signatures and sets are a part. q is Benjamini and Hochberg's
/// over all pairs of a node of the layer and a set, a signature that several nodes have counting once.
/// Constant nodes have no name. `signatures`: one a node over all layers, the same on every rank.
[[nodiscard]] std::vector<NodeName> name_nodes(std::span<const std::span<const std::uint32_t>> signatures,
                                               const NodeNumbers& nodes, const SignatureClasses& classes,
                                               const SetIndex& sets, std::size_t background,
                                               const World& world);

}  // namespace lampyris
