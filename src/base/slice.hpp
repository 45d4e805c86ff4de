// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace lampyris {

/// Part of [0, total); may be empty.
struct Slice {
  std::size_t offset = 0;  ///< the first index
  std::size_t count = 0;   ///< how many indices follow from there

  /// The index behind the last one.
  [[nodiscard]] std::size_t end() const noexcept { return offset + count; }
  /// Whether the slice has this index.
  [[nodiscard]] bool contains(std::size_t index) const noexcept { return index >= offset && index < end(); }
  /// Compares member by member.
  friend bool operator==(const Slice&, const Slice&) = default;
};

/// Part `index` of [0, total) cut into `parts` contiguous parts whose sizes differ by at most one, larger
/// first.
[[nodiscard]] Slice part_of(std::size_t total, std::size_t parts, std::size_t index);

/// The parts that cover [0, total) in blocks of `block`: as part_of, cut only at multiples of `block`.
[[nodiscard]] Slice block_part_of(std::size_t total, std::size_t block, std::size_t parts, std::size_t index);

}  // namespace lampyris
