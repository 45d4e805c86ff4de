// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "src/base/slice.hpp"

namespace lampyris {

/// Which nodes have one signature, and which have none because they are constant: what counts as one test.
class SignatureClasses {
 public:
  /// Instead of a node's number: it is constant.
  static constexpr std::size_t constant = std::numeric_limits<std::size_t>::max();

  /// Nothing is known: every node has a signature of its own.
  SignatureClasses() = default;
  /// `first`: for each node, numbered over all layers, the first node with its signature (perhaps itself), or
  /// `constant`.
  explicit SignatureClasses(std::vector<std::size_t> first) : first_(std::move(first)) {}

  /// Whether the node has no signature.
  [[nodiscard]] bool is_constant(std::size_t unit) const { return first_of(unit) == constant; }
  /// The first node with this node's signature, perhaps itself; or `constant`.
  [[nodiscard]] std::size_t first_of(std::size_t unit) const { return first_.empty() ? unit : first_[unit]; }
  /// Which of these nodes count as a test when they are tested together: 1 for the first of each signature
  /// among them, else 0.
  [[nodiscard]] std::vector<bool> counted(Slice units) const;

 private:
  std::vector<std::size_t> first_;
};

/// Puts nodes into classes: in their order each becomes one of an earlier node, the first of its class, with
/// which it shares more than half of its genes, or begins a class. `signatures`: one a node, each gene at
/// most once, below `genes`; an empty one is that of a constant node.
[[nodiscard]] SignatureClasses classify_signatures(std::span<const std::span<const std::uint32_t>> signatures,
                                                   std::size_t genes);

}  // namespace lampyris
