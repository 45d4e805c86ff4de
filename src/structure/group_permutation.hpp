// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lampyris {

/// Shuffles labels as if the groups, not the samples, were drawn at random: where no group has two classes,
/// whole groups of the same size exchange their classes; else samples exchange theirs inside of their groups.
/// The sizes of the classes stay.
class GroupPermutation {
 public:
  /// One class and one group a sample.
  GroupPermutation(std::span<const std::size_t> class_of, std::span<const std::size_t> group_of);

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
