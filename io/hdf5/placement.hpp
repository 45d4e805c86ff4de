// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace lampyris::io::h5 {

/// Where the values of a dataset of rows × columns lie in its file: tile after tile, row by row, tiles and
/// their values alike, all tiles of one size. A dataset that is not chunked is one tile.
struct Placement {
  std::uint64_t first = 0;     ///< position of the first value, in bytes
  std::size_t value_size = 1;  ///< in bytes
  std::array<std::size_t, 2> dims{}, tile{};

  /// Returns the size of all tiles, in bytes.
  [[nodiscard]] std::uint64_t bytes() const {
    std::uint64_t tiles = 1;
    for (std::size_t axis = 0; axis < 2; ++axis) tiles *= (dims[axis] + tile[axis] - 1) / tile[axis];
    return tiles * tile[0] * tile[1] * value_size;
  }
  /// Returns the position of a value, in bytes.
  [[nodiscard]] std::uint64_t of(std::size_t row, std::size_t column) const {
    const std::size_t across = (dims[1] + tile[1] - 1) / tile[1];
    const std::size_t before = (row / tile[0]) * across + column / tile[1];
    const std::size_t inside = (row % tile[0]) * tile[1] + column % tile[1];
    return first + value_size * (before * tile[0] * tile[1] + inside);
  }

  /// Calls use(offset in the block, position, count) for the runs of values of a block that lie together both
  /// in the file and in memory, where the rows of the block are `stride` values apart.
  template <class Use>
  void for_each_run(std::array<std::size_t, 2> begin, std::array<std::size_t, 2> count, std::size_t stride,
                    Use use) const {
    struct Run {
      std::size_t offset = 0;
      std::uint64_t position = 0;
      std::size_t count = 0;
    } run;
    const std::size_t end = begin[1] + count[1];
    for (std::size_t column = begin[1]; column < end;) {
      const std::size_t width = std::min(end, (column / tile[1] + 1) * tile[1]) - column;
      for (std::size_t row = 0; row < count[0]; ++row) {
        const std::size_t offset = row * stride + column - begin[1];
        const std::uint64_t position = of(begin[0] + row, column);
        if (run.count > 0 && offset == run.offset + run.count &&
            position == run.position + value_size * run.count) {
          run.count += width;
          continue;
        }
        if (run.count > 0) use(run.offset, run.position, run.count);
        run = {offset, position, width};
      }
      column += width;
    }
    if (run.count > 0) use(run.offset, run.position, run.count);
  }
};

}  // namespace lampyris::io::h5
