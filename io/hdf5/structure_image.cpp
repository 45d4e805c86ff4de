// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/structure_image.hpp"

#include <algorithm>
#include <utility>

#include "io/hdf5/file_state.hpp"
#include "io/hdf5/handle.hpp"

namespace lampyris::io::h5 {

StructureImage::StructureImage(const std::filesystem::path& path) {
  const Properties access(H5Pcreate(H5P_FILE_ACCESS));
  const Properties create(H5Pcreate(H5P_FILE_CREATE));
  // Without times of writing, here of the root group, equal content gives equal files.
  const bool set = H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_LATEST) >= 0 &&
                   H5Pset_obj_track_times(create.id(), false) >= 0 && keep_in_memory(access.id(), memory_);
  if (set) id_ = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, create.id(), access.id());
  require(id_ >= 0, "create", "the file", path);
}

StructureImage::~StructureImage() {
  if (id_ >= 0) H5Fclose(id_);
}

void StructureImage::reserve(std::uint64_t first, std::uint64_t bytes) {
  reserved_.push_back({first, first + bytes});
}

void StructureImage::copy(Range range, SharedFile& file) const {
  std::vector<char> bytes(range.end - range.first);
  memory_.read(range.first, bytes.data(), bytes.size());
  file.write(bytes.data(), bytes.size(), range.first);
}

void StructureImage::write_to(SharedFile& file) {
  require(H5Fclose(std::exchange(id_, H5I_INVALID_HID)) >= 0, "close", "the file", file.path());
  const std::uint64_t end = memory_.end;
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
