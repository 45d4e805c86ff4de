// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Samples whose class is asked, and samples that vote for it; rows of the codes.
struct Vote {
  std::span<const std::size_t> asked;     ///< rows whose class is asked
  std::span<const std::size_t> voters;    ///< rows that vote
  std::span<const std::size_t> class_of;  ///< [row]
  std::span<const std::size_t> group_of;  ///< [row]
  std::size_t classes = 0;                ///< classes are numbered below
  std::size_t neighbours = 5;             ///< nearest voters that are counted
};

/// Collective. Whether the class of each sample that is asked is that of most of its nearest voters of other
/// groups (Euclidean; of equally distant voters the first is nearer; of classes with equally many votes the
/// first wins): 1 or 0 each. Samples are distributed over the ranks.
[[nodiscard]] std::vector<std::uint64_t> hits(MatrixView<const float> codes, const Vote& vote,
                                              const World& world);

}  // namespace lampyris
