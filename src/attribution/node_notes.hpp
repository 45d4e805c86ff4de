// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "src/attribution/node_numbers.hpp"
#include "src/attribution/signature_classes.hpp"

namespace lampyris {

/// The notes of tables on each node beside its scores; nodes are numbered over all layers.
struct NodeNotes {
  SignatureClasses classes;        ///< which are constant, which repeat a signature
  std::vector<std::string> names;  ///< of the gene set that fits best; empty without one
  std::vector<double> names_q;     ///< NaN without one

  /// The name, or "NA".
  [[nodiscard]] std::string name(std::size_t unit) const {
    return unit >= names.size() || names[unit].empty() ? "NA" : names[unit];
  }
  /// q of the name, or NaN.
  [[nodiscard]] double name_q(std::size_t unit) const {
    return unit < names_q.size() ? names_q[unit] : std::numeric_limits<double>::quiet_NaN();
  }
  /// The word of the first node with this signature, or "NA".
  [[nodiscard]] std::string duplicate_of(std::size_t unit, const NodeNumbers& nodes) const {
    const std::size_t first = classes.first_of(unit);
    return first == unit || classes.is_constant(unit) ? "NA" : nodes.word_of_node(first);
  }
};

}  // namespace lampyris
