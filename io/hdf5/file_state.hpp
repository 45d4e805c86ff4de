// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hdf5.h>

#include <exception>
#include <filesystem>
#include <optional>
#include <string>

#include "io/hdf5/deflated_chunks.hpp"
#include "io/hdf5/file.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/written_pages.hpp"

namespace lampyris::io::h5 {

/// The state that the parts of File share.
struct File::State {
  std::filesystem::path path;       ///< the name that users know
  std::filesystem::path temporary;  ///< the name until commit(); empty when reading
  MPI_Comm ranks = MPI_COMM_NULL;   ///< of the communicator that created the file, which lives longer
  bool first = true;                ///< whether this is rank 0
  hid_t id = H5I_INVALID_HID;
  std::optional<WrittenPages> pages;  ///< of a new file
  DeflatedChunks deflated;
  int unwinding = std::uncaught_exceptions();
};

/// Throws DataError: "cannot <what> <object> of <file>: <the deepest reason that HDF5 gives>".
[[noreturn]] void fail(const std::string& what, const std::string& object, const std::filesystem::path& file);

inline void require(bool good, const char* what, const std::string& object,
                    const std::filesystem::path& file) {
  if (!good) fail(what, object, file);
}

/// The number of values. Throws DataError when what is stored of a dataset cannot be so many of them, however
/// compressed: deflate makes at most 1032 bytes of one. What was never written may take 64 MiB.
std::size_t plausible_count(hid_t dataset, const std::string& path, const std::filesystem::path& file);

/// Not collective. Throws DataError: no such file, cannot be read, not HDF5, truncated.
[[nodiscard]] hid_t open_to_read(const std::filesystem::path& path);

}  // namespace lampyris::io::h5
