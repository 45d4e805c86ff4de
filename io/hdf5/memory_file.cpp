// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/memory_file.hpp"

#include <algorithm>
#include <memory>

namespace lampyris::io::h5 {
namespace {

// What HDF5 knows of an open file of this driver: its own part, then ours.
struct OpenMemoryFile {
  H5FD_t own{};
  MemoryFile* file = nullptr;
};

OpenMemoryFile& ours(H5FD_t* file) {
  return *reinterpret_cast<OpenMemoryFile*>(file);  // NOLINT: as every driver of HDF5 does
}
const OpenMemoryFile& ours(const H5FD_t* file) {
  return *reinterpret_cast<const OpenMemoryFile*>(file);  // NOLINT: as every driver of HDF5 does
}

H5FD_t* open_memory(const char*, unsigned, hid_t access, haddr_t) {
  const auto* info = static_cast<MemoryFile* const*>(H5Pget_driver_info(access));
  if (info == nullptr) return nullptr;
  auto opened = std::make_unique<OpenMemoryFile>();
  opened->file = *info;
  return &opened.release()->own;
}

herr_t close_memory(H5FD_t* file) {
  const std::unique_ptr<OpenMemoryFile> closed(&ours(file));
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* features) {
  *features = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_AGGREGATE_SMALLDATA;
  return 0;
}

haddr_t allocated(const H5FD_t* file, H5FD_mem_t) {
  return ours(file).file->end;
}

herr_t allocate(H5FD_t* file, H5FD_mem_t, haddr_t end) {
  ours(file).file->end = end;
  return 0;
}

herr_t read_memory(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t position, std::size_t count, void* bytes) {
  ours(file).file->read(position, static_cast<char*>(bytes), count);
  return 0;
}

herr_t write_memory(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t position, std::size_t count, const void* bytes) {
  ours(file).file->write(position, static_cast<const char*>(bytes), count);
  return 0;
}

hid_t register_driver() {
  constexpr haddr_t most = (haddr_t{1} << 62) - 1;
  constexpr H5FD_mem_t lists[] = H5FD_FLMAP_DICHOTOMY;  // values and structure apart, as on a disk
  H5FD_class_t driver{};
#if H5_VERSION_GE(1, 13, 0)
  constexpr int any_free_number = 511;
  driver.version = H5FD_CLASS_VERSION;
  driver.value = static_cast<H5FD_class_value_t>(any_free_number);
#endif
  driver.name = "lampyris-memory";
  driver.maxaddr = most;
  driver.fc_degree = H5F_CLOSE_WEAK;
  driver.fapl_size = sizeof(MemoryFile*);
  driver.open = open_memory;
  driver.close = close_memory;
  driver.query = query;
  driver.get_eoa = allocated;
  driver.set_eoa = allocate;
  driver.get_eof = allocated;
  driver.read = read_memory;
  driver.write = write_memory;
  std::copy(std::begin(lists), std::end(lists), std::begin(driver.fl_map));
  return H5FDregister(&driver);
}

}  // namespace

void MemoryFile::write(std::uint64_t position, const char* bytes, std::size_t count) {
  while (count > 0) {
    const std::size_t inside = position % page_size;
    const std::size_t part = std::min(count, page_size - inside);
    auto& page = pages_[position / page_size];
    std::copy_n(bytes, part, page.begin() + static_cast<std::ptrdiff_t>(inside));
    position += part;
    bytes += part;
    count -= part;
  }
}

void MemoryFile::read(std::uint64_t position, char* bytes, std::size_t count) const {
  while (count > 0) {
    const std::size_t inside = position % page_size;
    const std::size_t part = std::min(count, page_size - inside);
    const auto page = pages_.find(position / page_size);
    if (page == pages_.end()) {
      std::fill_n(bytes, part, '\0');
    } else {
      std::copy_n(page->second.begin() + static_cast<std::ptrdiff_t>(inside), part, bytes);
    }
    position += part;
    bytes += part;
    count -= part;
  }
}

bool keep_in_memory(hid_t access, MemoryFile& file) {
  static const hid_t driver = register_driver();
  MemoryFile* const info = &file;
  return driver >= 0 && H5Pset_driver(access, driver, static_cast<const void*>(&info)) >= 0;
}

}  // namespace lampyris::io::h5
