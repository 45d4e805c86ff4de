// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lampyris {

/// Who belongs together, and who may take whose place.
struct SampleTies {
  std::vector<std::size_t> group_of;  ///< [sample]: as its donor; empty: each is a group of its own
  std::vector<std::size_t> block_of;  ///< [sample]: as its batch; empty: all are of one block

  /// Gives the ties of these samples, in this order.
  [[nodiscard]] SampleTies of(std::span<const std::size_t> samples) const;
};

/// Shuffles labels as if the groups, not the samples, were drawn at random: where no group has two classes,
/// whole groups of the same size exchange their classes; else samples exchange theirs inside of their groups.
/// Labels stay in their blocks: of whole groups, those exchange that have as many samples in each block. The
/// sizes of the classes stay.
class GroupPermutation {
 public:
  /// One class a sample, and the ties of these samples.
  GroupPermutation(std::span<const std::size_t> class_of, const SampleTies& ties);

  /// Whether any permutation differs from what stands.
  [[nodiscard]] bool moves() const { return moves_; }
  /// The classes under the permutation `number`, a function of the seed, the sequence and the number.
  [[nodiscard]] std::vector<std::size_t> permuted(std::uint64_t seed, std::uint64_t index) const;

 private:
  std::vector<std::size_t> class_of_;
  /// Sets of units that may exchange their classes; a unit is the samples that move together.
  std::vector<std::vector<std::vector<std::size_t>>> exchangeable_;
  bool moves_ = false;
};

}  // namespace lampyris
