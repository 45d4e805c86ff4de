// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/file_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "io/hdf5/handle.hpp"
#include "src/base/error.hpp"

namespace lampyris::io::h5 {
namespace {

#if H5_VERSION_GE(1, 12, 0)
using ObjectInfo = H5O_info1_t;
#else
using ObjectInfo = H5O_info_t;
#endif

constexpr double small_file = 4 << 20;
constexpr double most_bytes = 16 << 20;  // read at once

struct Link {
  std::string name;
  H5L_type_t type;
};

herr_t collect_link(hid_t, const char* name, const H5L_info_t* info, void* into) {
  static_cast<std::vector<Link>*>(into)->push_back({name, info->type});
  return 0;
}

herr_t collect_name(hid_t, const char* name, const H5A_info_t*, void* into) {
  static_cast<std::vector<std::string>*>(into)->emplace_back(name);
  return 0;
}

std::vector<hsize_t> sizes_of(hid_t space) {
  const int axes = H5Sget_simple_extent_ndims(space);
  std::vector<hsize_t> sizes(axes < 0 ? 0 : static_cast<std::size_t>(axes));
  H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  return sizes;
}

double product(const std::vector<hsize_t>& sizes, std::size_t from = 0) {
  double count = 1;
  for (std::size_t axis = from; axis < sizes.size(); ++axis) count *= static_cast<double>(sizes[axis]);
  return count;
}

bool is_number(hid_t type) {
  const auto kind = H5Tget_class(type);
  return kind == H5T_INTEGER || kind == H5T_FLOAT || kind == H5T_ENUM;
}

bool has_pointers(hid_t type) {
  return H5Tdetect_class(type, H5T_VLEN) > 0 || H5Tis_variable_str(type) > 0 ||
         (H5Tget_class(type) == H5T_COMPOUND && H5Tdetect_class(type, H5T_STRING) > 0);
}

// Texts of varying length lie in the file as they are: one that is longer than the file is damaged.
struct TextMemory {
  double most;
  bool exceeded = false;
};

void* take_text(std::size_t bytes, void* memory) {
  auto& texts = *static_cast<TextMemory*>(memory);
  if (static_cast<double>(bytes) <= texts.most) return std::malloc(bytes);
  texts.exceeded = true;
  return nullptr;
}

void give_text_back(void* text, void*) {
  std::free(text);
}

// Whether HDF5 can undo what was done to the chunks.
bool filters_known(hid_t creation) {
  for (int place = 0; place < H5Pget_nfilters(creation); ++place) {
    unsigned flags = 0;
    unsigned config = 0;
    std::size_t values = 0;
    const auto filter =
        H5Pget_filter2(creation, static_cast<unsigned>(place), &flags, &values, nullptr, 0, nullptr, &config);
    if (filter < 0 || H5Zfilter_avail(filter) <= 0) return false;
  }
  return true;
}

/// The walk through one file.
class Walk {
 public:
  Walk(const std::filesystem::path& path, double size) : path_(path), size_(size) {}

  void group(hid_t group, const std::string& name, int depth) {
    constexpr int deepest = 64;
    if (depth > deepest) refuse(name, fmt::format("lies more than {} groups deep", deepest));
    std::vector<Link> links;
    H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, collect_link, &links);
    for (const auto& link : links) {
      const auto path = fmt::format("{}/{}", name, link.name);
      if (link.type == H5L_TYPE_EXTERNAL) refuse_external(group, link.name, path);
      if (link.type > H5L_TYPE_SOFT) refuse(path, "is a link of a kind of its own, which is not followed");
      if (link.type != H5L_TYPE_HARD) continue;  // a soft link leads to what is seen without it, or nowhere
      const Object next(H5Oopen(group, link.name.c_str(), H5P_DEFAULT));
      if (next.valid()) object(next.id(), path, depth);
    }
  }

  void object(hid_t object, const std::string& name, int depth) {
    ObjectInfo info;
    if (H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0 || !seen_.insert(info.addr).second) return;
    attributes(object);
    const auto type = H5Iget_type(object);
    if (type == H5I_DATASET) dataset(object, name);
    if (type == H5I_GROUP) group(object, name, depth + 1);
  }

 private:
  [[noreturn]] void refuse(const std::string& object, const std::string& what) const {
    throw DataError(fmt::format("{}: {} {}", path_.string(), object, what));
  }

  [[noreturn]] void refuse_external(hid_t group, const std::string& link, const std::string& path) const {
    std::vector<char> value(64 << 10);
    const char* file = nullptr;
    const char* object = nullptr;
    unsigned flags = 0;
    const bool read = H5Lget_val(group, link.c_str(), value.data(), value.size(), H5P_DEFAULT) >= 0 &&
                      H5Lunpack_elink_val(value.data(), value.size(), &flags, &file, &object) >= 0;
    refuse(path, fmt::format("is a link to {} in another file, {}; must be in the file itself",
                             read ? object : "something", read ? file : "unknown"));
  }

  void attributes(hid_t object) const {
    std::vector<std::string> names;
    H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, collect_name, &names);
    for (const auto& name : names) {
      const Attribute attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT));
      const Datatype type(H5Aget_type(attribute.id()));
      const Space space(H5Aget_space(attribute.id()));
      const double bytes = product(sizes_of(space.id())) * static_cast<double>(H5Tget_size(type.id()));
      if (!attribute.valid() || bytes == 0 || bytes > std::min(size_, most_bytes)) continue;
      std::vector<char> buffer(static_cast<std::size_t>(bytes));
      const bool read = H5Aread(attribute.id(), type.id(), buffer.data()) >= 0;
      if (read && has_pointers(type.id())) {
        H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, buffer.data());
      }
    }
  }

  void dataset(hid_t dataset, const std::string& name) const {
    const Properties creation(H5Dget_create_plist(dataset));
    if (!creation.valid()) return;
    check_storage(creation.id(), name);
    const Datatype type(H5Dget_type(dataset));
    const Space space(H5Dget_space(dataset));
    if (!type.valid() || !space.valid()) return;
    const auto sizes = sizes_of(space.id());
    if (H5Pget_layout(creation.id()) == H5D_CHUNKED) {
      check_chunks(dataset, creation.id(), static_cast<double>(H5Tget_size(type.id())), sizes, name);
    }
    const bool texts = H5Tget_class(type.id()) == H5T_STRING || has_pointers(type.id());
    if (!is_plausible(dataset, product(sizes) * static_cast<double>(H5Tget_size(type.id())))) return;
    if ((!texts && size_ > small_file) || !filters_known(creation.id())) return;
    if (read(dataset, type, sizes) || !has_pointers(type.id())) return;
    refuse(name, "is damaged: its texts cannot be read");
  }

  // What cannot be stored in so little is refused by who asks for it, with its sizes; to read it here takes
  // for ever.
  static bool is_plausible(hid_t dataset, double bytes) {
    constexpr double most_unwritten = 64 << 20;
    constexpr double most_compression = 1032;  // of deflate
    return bytes <= most_unwritten + most_compression * static_cast<double>(H5Dget_storage_size(dataset));
  }

  void check_storage(hid_t creation, const std::string& name) const {
    if (H5Pget_external_count(creation) > 0) {
      std::vector<char> file(4096);
      off_t offset = 0;
      hsize_t size = 0;
      H5Pget_external(creation, 0, file.size() - 1, file.data(), &offset, &size);
      refuse(name, fmt::format("has its values in another file, {}; must have them in the file itself",
                               file.data()));
    }
    if (H5Pget_layout(creation) == H5D_VIRTUAL) {
      std::vector<char> file(4096);
      H5Pget_virtual_filename(creation, 0, file.data(), file.size() - 1);
      refuse(name, fmt::format("is a virtual dataset of {}; must have values of its own", file.data()));
    }
  }

  void check_chunks(hid_t dataset, hid_t creation, double value_size, const std::vector<hsize_t>& sizes,
                    const std::string& name) const {
    constexpr double always_good = 64 << 20;
    constexpr double most_compression = 64;
    std::vector<hsize_t> chunk(sizes.size());
    if (H5Pget_chunk(creation, static_cast<int>(chunk.size()), chunk.data()) < 0) return;
    const double bytes = product(chunk) * value_size;
    const auto stored = static_cast<double>(H5Dget_storage_size(dataset));  // goes through the whole index
    if (bytes <= always_good || bytes <= most_compression * stored) return;
    refuse(name,
           fmt::format("has chunks of {:.0f} MB, and {:.0f} bytes stored in all; write it in smaller chunks",
                       bytes / 1e6, stored));
  }

  // In rows of the first axis, as numbers or as what it is. Returns whether it may be readable.
  bool read(hid_t dataset, const Datatype& type, const std::vector<hsize_t>& sizes) const {
    const bool number = is_number(type.id());
    const hid_t memory = number ? H5T_NATIVE_DOUBLE : type.id();
    const double row = product(sizes, 1) * static_cast<double>(H5Tget_size(memory));
    if (product(sizes) == 0 || row == 0 || row > most_bytes) return true;
    const auto step = std::max<hsize_t>(1, static_cast<hsize_t>(most_bytes / row));
    const hsize_t rows = sizes.empty() ? 1 : sizes[0];
    std::vector<char> buffer(static_cast<std::size_t>(row) * std::min(step, rows));
    const Properties transfer(H5Pcreate(H5P_DATASET_XFER));
    TextMemory texts{size_};
    H5Pset_vlen_mem_manager(transfer.id(), take_text, &texts, give_text_back, nullptr);
    for (hsize_t first = 0; first < rows; first += step) {
      std::vector<hsize_t> count = sizes;
      std::vector<hsize_t> start(sizes.size(), 0);
      const Space space(H5Dget_space(dataset));
      if (!sizes.empty()) {
        count[0] = std::min(step, rows - first);
        start[0] = first;
        H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
      }
      const Space block(sizes.empty()
                            ? H5Scopy(space.id())
                            : H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr));
      if (H5Dread(dataset, memory, block.id(), space.id(), transfer.id(), buffer.data()) < 0) {
        // What memory does not suffice for here may do elsewhere, unless the file is too small to need it.
        return !texts.exceeded && size_ > small_file;
      }
      if (has_pointers(memory)) H5Dvlen_reclaim(memory, block.id(), transfer.id(), buffer.data());
    }
    return true;
  }

  const std::filesystem::path& path_;
  double size_;  ///< of the file, in bytes
  std::set<haddr_t> seen_;
};

}  // namespace

void walk(hid_t file, const std::filesystem::path& path) {
  hsize_t size = 0;  // from HDF5, for nothing can be asked of the system any more
  H5Fget_filesize(file, &size);
  const Object root(H5Oopen(file, "/", H5P_DEFAULT));
  if (root.valid()) Walk(path, static_cast<double>(size)).object(root.id(), "", 0);
}

}  // namespace lampyris::io::h5
