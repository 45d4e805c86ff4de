// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <vector>

#include "io/hdf5/memory_file.hpp"
#include "io/hdf5/shared_file.hpp"

namespace lampyris::io::h5 {

/// Keeps in memory what HDF5 itself writes of a new file, everything but the values of datasets: so that
/// HDF5, which does not get over a write that failed, never meets a disk. Values are written past it, to the
/// places that it gives them.
class StructureImage {
 public:
  /// Makes an empty HDF5 file. Throws DataError that names `path`.
  explicit StructureImage(const std::filesystem::path& path);
  /// Closes the file, too.
  ~StructureImage();
  StructureImage(const StructureImage&) = delete;
  StructureImage& operator=(const StructureImage&) = delete;

  /// The open HDF5 file.
  [[nodiscard]] hid_t id() const noexcept { return id_; }
  /// From now on these bytes of the file are values, which are written elsewhere.
  void reserve(std::uint64_t first, std::uint64_t bytes);
  /// Closes the HDF5 file, writes what is not reserved to `file`, and gives that its length.
  void write_to(SharedFile& file);

 private:
  struct Range {
    std::uint64_t first, end;
  };
  void copy(Range range, SharedFile& file) const;

  MemoryFile memory_;
  hid_t id_ = H5I_INVALID_HID;
  std::vector<Range> reserved_;
};

}  // namespace lampyris::io::h5
