// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/base/slice.hpp"

namespace lampyris {

// A sum of eight leaves in one order, ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)), whoever holds them: floating
// point adds differently in another order, this one is the same on every number of ranks.

/// The number of leaves of every such sum.
constexpr std::size_t tree_leaves = 8;

/// The sum of 1, 2, 4 or 8 leaves that hang on one branch.
struct Subtree {
  Slice leaves;             ///< which of the eight
  std::span<float> values;  ///< their sum
};

/// Adds up neighbouring leaves as far as the tree allows.
class TreeStack {
 public:
  /// `next` follows what was pushed before. Added to its neighbours where they are one branch: the sum is in
  /// the place of the leftmost, which stays in use, the other places are free again.
  void push(Subtree next);
  /// The sums that are left: ascending, none to be added to another. Entry i is where entry i was pushed, so
  /// a new leaf needs a place other than those of these size() entries.
  [[nodiscard]] const std::vector<Subtree>& subtrees() const { return subtrees_; }
  /// The number of subtrees that are left.
  [[nodiscard]] std::size_t size() const { return subtrees_.size(); }

 private:
  std::vector<Subtree> subtrees_;
};

/// The ranks that hold the leaves of such a sum, each a contiguous part: the port through which they add up.
class TreeSum {
 public:
  virtual ~TreeSum() = default;
  /// At most tree_leaves.
  [[nodiscard]] virtual std::size_t parts() const = 0;
  /// My number among the parts, from 0.
  [[nodiscard]] virtual std::size_t index() const = 0;
  /// Mine; at least one.
  [[nodiscard]] Slice leaves() const { return part_of(tree_leaves, parts(), index()); }

  /// Collective. `mine`: what a TreeStack leaves of leaves(), all equally long on all ranks. Afterwards the
  /// sum of all leaves is in the first one on every rank; the others may have been overwritten.
  virtual void sum(std::span<const Subtree> mine) = 0;
};

/// One rank holds all leaves.
class SingleTreeSum final : public TreeSum {
 public:
  [[nodiscard]] std::size_t parts() const override { return 1; }
  [[nodiscard]] std::size_t index() const override { return 0; }
  void sum(std::span<const Subtree>) override {}
};

}  // namespace lampyris
