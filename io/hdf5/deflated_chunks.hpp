// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hdf5.h>

#include <array>
#include <cstddef>
#include <memory>

#include "src/linalg/matrix.hpp"

namespace lampyris::io::h5 {

/// Whole chunks of a matrix that gzip compressed, inflated by libdeflate, which takes half of the time of
/// zlib, behind which HDF5 inflates. Keeps its memory from one block to the next.
class DeflatedChunks {
 public:
  DeflatedChunks();
  ~DeflatedChunks();
  DeflatedChunks(const DeflatedChunks&) = delete;
  DeflatedChunks& operator=(const DeflatedChunks&) = delete;

  /// Whether a block was read. Otherwise what is in memory for it is undefined: it is for HDF5 to read
  /// (chunks that are not whole, other filters or types, nothing stored, no libdeflate), or a chunk of it is
  /// damaged, which HDF5 1.10 must not see: it takes for whole what inflates to less than a chunk.
  enum class Found { block, for_hdf5, damage };

  /// The block of `into`'s size whose first value is at `first`.
  [[nodiscard]] Found read(hid_t dataset, std::array<std::size_t, 2> first, MatrixView<float> into);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lampyris::io::h5
