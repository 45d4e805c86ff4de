// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "src/base/slice.hpp"

namespace lampyris::io::h5 {

/// Where the chunks of a rows × columns dataset of little-endian float32 lie in its file, so that they can be
/// read by position, without HDF5, which is not thread-safe.
struct ChunkMap {
  std::array<std::size_t, 2> chunk{};   ///< rows and columns of a chunk, those at the edges included
  Slice down, across;                   ///< the chunks that were asked for, counted along rows and columns
  std::vector<std::uint64_t> position;  ///< in bytes, of the first value of every such chunk, row by row

  /// The position of a value; the values after it in its row follow, up to the end of the chunk.
  [[nodiscard]] std::uint64_t of(std::size_t row, std::size_t column) const {
    const std::size_t place =
        (row / chunk[0] - down.offset) * across.count + (column / chunk[1] - across.offset);
    return position[place] + sizeof(float) * ((row % chunk[0]) * chunk[1] + column % chunk[1]);
  }
};

struct MatrixPart {
  Slice rows, columns;
};

/// Not collective, but HDF5: for the main thread. The chunks that hold `part` of `dataset`.
/// Throws DataError: no such file or dataset, a dataset without these rows and columns, or one stored
/// otherwise than as whole chunks of little-endian float32 without filters.
[[nodiscard]] ChunkMap map_chunks(const std::filesystem::path& file, const std::string& dataset,
                                  MatrixPart part);

}  // namespace lampyris::io::h5
