// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hdf5.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "io/hdf5/deflated_chunks.hpp"
#include "io/hdf5/file.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/placement.hpp"
#include "io/hdf5/shared_file.hpp"
#include "io/hdf5/structure_image.hpp"
#include "io/hdf5/written_pages.hpp"

namespace lampyris::io::h5 {

/// A file that is being written. Rank 0 alone has its structure; every rank writes its values.
struct NewFile {
  SharedFile bytes;
  WrittenPages pages;
  std::optional<StructureImage> structure;
  std::map<std::string, Placement> placements;  ///< of the datasets that are written by blocks

  NewFile(const std::filesystem::path& path, const mpi::Communicator& ranks)
      : bytes(path, ranks), pages(bytes.descriptor()) {}

  /// Not collective. Calls work(HDF5 file) on rank 0, unless something failed there, and keeps what it
  /// throws.
  template <class Work>
  void on_structure(Work&& work) {
    if (bytes.first()) bytes.keep_error([&] { std::forward<Work>(work)(structure->id()); });
  }
};

/// The state that the parts of File share: a file that is read, or a new one.
struct File::State {
  std::filesystem::path path;  ///< the name that users know
  OpenFile file;               ///< of a file that is read
  DeflatedChunks deflated;
  std::optional<NewFile> created{};

  [[nodiscard]] hid_t id() const { return created ? created->structure->id() : file.id(); }
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

/// Makes a group and those on the way to it, where they are not yet.
void make_groups(hid_t file, const std::string& path, const std::filesystem::path& name);

/// Not collective. Throws DataError: no such file, cannot be read, not HDF5, truncated, and what check_file
/// finds.
[[nodiscard]] hid_t open_to_read(const std::filesystem::path& path);
/// Not collective. The same, of a file that is checked, or being checked. Throws DataError: not HDF5,
/// truncated.
[[nodiscard]] hid_t open_unchecked(const std::filesystem::path& path);

}  // namespace lampyris::io::h5
