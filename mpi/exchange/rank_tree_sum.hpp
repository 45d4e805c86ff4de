// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "mpi/communicator.hpp"
#include "src/training/engines/tree_sum.hpp"

namespace lampyris::mpi {

/// The ranks of a communicator, at most eight, as a TreeSum: every rank adds up a part of the values, by
/// blocking exchanges of a few megabytes. Keeps a reference to the communicator.
class RankTreeSum final : public TreeSum {
 public:
  /// Shares the leaves among the ranks, at most eight.
  explicit RankTreeSum(const Communicator& group);

  [[nodiscard]] std::size_t parts() const override { return static_cast<std::size_t>(group_.size()); }
  [[nodiscard]] std::size_t index() const override { return static_cast<std::size_t>(group_.rank()); }
  /// Collective.
  void sum(std::span<const Subtree> mine) override;

 private:
  void sum_piece(std::span<const Subtree> mine, Slice piece);
  void send(std::span<const Subtree> mine, Slice piece);

  const Communicator& group_;
  std::vector<std::vector<Slice>> subtrees_;  // [rank]
  std::vector<float> sent_, received_;
};

}  // namespace lampyris::mpi
