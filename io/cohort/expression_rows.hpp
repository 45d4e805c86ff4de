// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>

#include "io/hdf5/chunk_map.hpp"
#include "src/base/slice.hpp"

namespace lampyris::io {

/// The part of StreamedBatches that reads rows of /expression by their positions in the file: from any
/// thread, without HDF5.
class ExpressionRows {
 public:
  /// Not collective, but uses HDF5: for the main thread. `samples` are those between which all others lie
  /// that will be asked for. Throws DataError: no such file, a cohort without these samples and genes, or
  /// /expression stored otherwise than CohortWriter does (compressed, say).
  ExpressionRows(const std::filesystem::path& path, Slice samples, Slice genes);
  ~ExpressionRows();
  ExpressionRows(const ExpressionRows&) = delete;
  ExpressionRows& operator=(const ExpressionRows&) = delete;

  [[nodiscard]] Slice genes() const { return genes_; }
  /// In how many pieces a row lies in the file.
  [[nodiscard]] std::size_t pieces() const { return map_.across.count; }
  /// `values` takes genes().count values of `sample`, NaN where missing. Throws DataError when the file
  /// cannot be read or has become shorter.
  void read(std::size_t sample, float* values) const;
  /// Asks the system to fetch the row in the background.
  void fetch(std::size_t sample) const;

 private:
  std::filesystem::path path_;
  Slice genes_;
  h5::ChunkMap map_;
  int file_;
};

}  // namespace lampyris::io
