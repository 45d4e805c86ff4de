// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hdf5.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

namespace lampyris::io::h5 {

/// A file in memory that HDF5 writes to, with pages only where something was written: HDF5's own driver for
/// files in memory holds all bytes up to the last.
class MemoryFile {
 public:
  /// Its length is `end`, once HDF5 has closed it.
  std::uint64_t end = 0;

  void write(std::uint64_t position, const char* bytes, std::size_t count);
  /// Reads bytes; those that were never written are zero.
  void read(std::uint64_t position, char* bytes, std::size_t count) const;

 private:
  static constexpr std::size_t page_size = 4096;
  std::map<std::uint64_t, std::array<char, page_size>> pages_;
};

/// Has HDF5 keep the file that is created with these properties of access in `file`, which lives longer.
/// False when it will not.
[[nodiscard]] bool keep_in_memory(hid_t access, MemoryFile& file);

}  // namespace lampyris::io::h5
