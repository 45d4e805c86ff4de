// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/structure_image.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "io/hdf5/file_state.hpp"
#include "io/hdf5/handle.hpp"
#include "src/base/error.hpp"

namespace lampyris::io::h5 {

StructureImage::StructureImage(const std::filesystem::path& path)
    : memory_(::memfd_create("lampyris", MFD_CLOEXEC)) {
  if (memory_ < 0) {
    throw DataError(
        fmt::format("cannot write {}: no file in memory: {}", path.string(), std::strerror(errno)));
  }
  const Properties access(H5Pcreate(H5P_FILE_ACCESS));
  const Properties create(H5Pcreate(H5P_FILE_CREATE));
  constexpr hbool_t use_locks = 0;
  constexpr hbool_t ignore_missing_locks = 1;
  // Without times of writing, here of the root group, equal content gives equal files.
  const bool set = H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_LATEST) >= 0 &&
                   H5Pset_file_locking(access.id(), use_locks, ignore_missing_locks) >= 0 &&
                   H5Pset_obj_track_times(create.id(), false) >= 0;
  if (set) {
    id_ =
        H5Fcreate(fmt::format("/proc/self/fd/{}", memory_).c_str(), H5F_ACC_TRUNC, create.id(), access.id());
  }
  if (id_ >= 0) return;
  ::close(memory_);
  h5::fail("create", "the file", path);
}

StructureImage::~StructureImage() {
  if (id_ >= 0) H5Fclose(id_);
  ::close(memory_);
}

void StructureImage::reserve(std::uint64_t first, std::uint64_t bytes) {
  reserved_.push_back({first, first + bytes});
}

void StructureImage::copy(Range range, SharedFile& file) const {
  std::vector<char> bytes(range.end - range.first);
  if (::pread(memory_, bytes.data(), bytes.size(), static_cast<off_t>(range.first)) !=
      static_cast<ssize_t>(bytes.size())) {
    throw DataError(
        fmt::format("cannot write {}: its structure cannot be read back from memory", file.path().string()));
  }
  file.write(bytes.data(), bytes.size(), range.first);
}

void StructureImage::write_to(SharedFile& file) {
  require(H5Fclose(std::exchange(id_, H5I_INVALID_HID)) >= 0, "close", "the file", file.path());
  struct stat state {};
  if (::fstat(memory_, &state) != 0) fail("read the length of", "the file", file.path());
  const auto end = static_cast<std::uint64_t>(state.st_size);
  std::ranges::sort(reserved_, {}, &Range::first);
  std::uint64_t at = 0;
  for (const Range& values : reserved_) {
    if (values.first > at) copy({at, values.first}, file);
    at = std::max(at, values.end);
  }
  if (end > at) copy({at, end}, file);
  file.resize(end);
}

}  // namespace lampyris::io::h5
