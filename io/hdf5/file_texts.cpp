// SPDX-License-Identifier: Apache-2.0
// Datasets of strings, and attributes.
#include <hdf5.h>

#include <algorithm>
#include <cstring>

#include "io/hdf5/file.hpp"
#include "io/hdf5/file_state.hpp"
#include "src/base/utf8.hpp"

namespace lampyris::io::h5 {
namespace {

Datatype fixed_string(std::size_t length) {
  Datatype type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.id(), std::max<std::size_t>(1, length));
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
  return type;
}

Datatype variable_string() {
  Datatype type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.id(), H5T_VARIABLE);
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  return type;
}

std::size_t count_of(hid_t space) {
  const auto points = H5Sget_simple_extent_npoints(space);
  return points < 0 ? 0 : static_cast<std::size_t>(points);
}

// `read` fills a buffer of the given memory type with all strings of `type` in `space`.
template <class Read>
std::vector<std::string> collect_strings(const Datatype& type, const Space& space, Read read, bool& good) {
  std::vector<std::string> texts;
  const std::size_t count = count_of(space.id());
  good = H5Tget_class(type.id()) == H5T_STRING;
  if (!good || count == 0) return texts;
  if (H5Tis_variable_str(type.id()) > 0) {
    Datatype memory(H5Tcopy(type.id()));
    std::vector<char*> pointers(count, nullptr);
    good = read(memory.id(), pointers.data()) >= 0;
    for (const char* text : pointers) texts.push_back(as_utf8(text == nullptr ? "" : text));
    H5Dvlen_reclaim(memory.id(), space.id(), H5P_DEFAULT, pointers.data());
  } else {
    const std::size_t length = H5Tget_size(type.id());
    std::vector<char> buffer(count * length);
    good = read(type.id(), buffer.data()) >= 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char* text = buffer.data() + i * length;
      texts.push_back(as_utf8({text, strnlen(text, length)}));
      // Fortran and some R writers pad with spaces.
      if (H5Tget_strpad(type.id()) == H5T_STR_SPACEPAD)
        texts.back().erase(texts.back().find_last_not_of(' ') + 1);
    }
  }
  return texts;
}

struct OpenAttribute {
  Object object;
  Attribute attribute;
};

OpenAttribute open_attribute(hid_t file, const std::string& path, const std::string& name,
                             const std::filesystem::path& where) {
  OpenAttribute open{Object(H5Oopen(file, path.c_str(), H5P_DEFAULT)), Attribute()};
  require(open.object.valid(), "find", path, where);
  open.attribute = Attribute(H5Aopen(open.object.id(), name.c_str(), H5P_DEFAULT));
  require(open.attribute.valid(), "find attribute", name + " of " + path, where);
  return open;
}

void write_attribute(hid_t file, const std::string& path, const std::string& name, hid_t type, hid_t space,
                     const void* data, const std::filesystem::path& where) {
  const Object object(H5Oopen(file, path.c_str(), H5P_DEFAULT));
  require(object.valid(), "find", path, where);
  const Attribute attribute(H5Acreate2(object.id(), name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT));
  require(attribute.valid() && H5Awrite(attribute.id(), type, data) >= 0, "write attribute",
          name + " of " + path, where);
}

// Not collective, for rank 0.
void write_fixed_strings(NewFile& created, hid_t file, const std::string& path,
                         const std::vector<std::string>& values) {
  std::size_t length = 1;
  for (const auto& value : values) length = std::max(length, value.size());
  const Datatype type = fixed_string(length);
  const hsize_t size = values.size();
  const Space space(H5Screate_simple(1, &size, nullptr));
  const Properties create(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_obj_track_times(create.id(), false);
  H5Pset_alloc_time(create.id(), H5D_ALLOC_TIME_EARLY);
  H5Pset_fill_time(create.id(), H5D_FILL_TIME_NEVER);
  const Dataset dataset(
      H5Dcreate2(file, path.c_str(), type.id(), space.id(), H5P_DEFAULT, create.id(), H5P_DEFAULT));
  require(dataset.valid(), "create dataset", path, created.bytes.path());
  if (values.empty()) return;
  const haddr_t first = H5Dget_offset(dataset.id());
  require(first != HADDR_UNDEF, "find a place for", path, created.bytes.path());
  std::vector<char> buffer(values.size() * length);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::copy(values[i].begin(), values[i].end(), buffer.begin() + static_cast<std::ptrdiff_t>(i * length));
  }
  created.structure->reserve(first, buffer.size());
  created.bytes.write(buffer.data(), buffer.size(), first);
}

}  // namespace

// Padded to the longest: what has a fixed length has a place in the file, where it is written like numbers.
void File::write_strings(const std::string& path, const std::vector<std::string>& values) {
  auto& created = *state_->created;
  created.on_structure([&](hid_t file) {
    make_groups(file, path.substr(0, path.rfind('/')), state_->path);
    write_fixed_strings(created, file, path, values);
  });
}

std::vector<std::string> File::read_strings(const std::string& path) const {
  const Dataset dataset(H5Dopen2(state_->id(), path.c_str(), H5P_DEFAULT));
  require(dataset.valid(), "find dataset", path, state_->path);
  (void)plausible_count(dataset.id(), path, state_->path);
  const Datatype type(H5Dget_type(dataset.id()));
  const Space space(H5Dget_space(dataset.id()));
  bool good = true;
  auto texts = collect_strings(
      type, space,
      [&](hid_t memory, void* buffer) {
        return H5Dread(dataset.id(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer);
      },
      good);
  require(good, "read text from dataset", path, state_->path);
  return texts;
}

void File::set_attribute(const std::string& path, const std::string& name, const std::string& value) {
  const Datatype type = variable_string();
  const Space space(H5Screate(H5S_SCALAR));
  const char* text = value.c_str();
  state_->created->on_structure([&](hid_t file) {
    write_attribute(file, path, name, type.id(), space.id(), static_cast<const void*>(&text), state_->path);
  });
}

void File::set_attribute(const std::string& path, const std::string& name, double value) {
  const Space space(H5Screate(H5S_SCALAR));
  state_->created->on_structure([&](hid_t file) {
    write_attribute(file, path, name, H5T_NATIVE_DOUBLE, space.id(), &value, state_->path);
  });
}

void File::set_attribute(const std::string& path, const std::string& name, std::int64_t value) {
  const Space space(H5Screate(H5S_SCALAR));
  state_->created->on_structure([&](hid_t file) {
    write_attribute(file, path, name, H5T_NATIVE_INT64, space.id(), &value, state_->path);
  });
}

void File::set_flag_attribute(const std::string& path, const std::string& name, bool value) {
  const Datatype type(H5Tenum_create(H5T_NATIVE_INT8));
  const std::int8_t numbers[] = {0, 1};
  H5Tenum_insert(type.id(), "FALSE", &numbers[0]);
  H5Tenum_insert(type.id(), "TRUE", &numbers[1]);
  const Space space(H5Screate(H5S_SCALAR));
  state_->created->on_structure([&](hid_t file) {
    write_attribute(file, path, name, type.id(), space.id(), &numbers[value ? 1 : 0], state_->path);
  });
}

void File::set_attribute(const std::string& path, const std::string& name,
                         const std::vector<std::string>& values) {
  const Datatype type = variable_string();
  const hsize_t size = values.size();
  const Space space(H5Screate_simple(1, &size, nullptr));
  std::vector<const char*> texts;
  texts.reserve(values.size() + 1);  // HDF5 refuses a null buffer, also for an empty list
  for (const auto& value : values) texts.push_back(value.c_str());
  state_->created->on_structure([&](hid_t file) {
    write_attribute(file, path, name, type.id(), space.id(), static_cast<const void*>(texts.data()),
                    state_->path);
  });
}

bool File::has_attribute(const std::string& path, const std::string& name) const {
  return has(path) && H5Aexists_by_name(state_->id(), path.c_str(), name.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::string> File::list_attribute(const std::string& path, const std::string& name) const {
  const auto open = open_attribute(state_->id(), path, name, state_->path);
  const Datatype type(H5Aget_type(open.attribute.id()));
  const Space space(H5Aget_space(open.attribute.id()));
  if (count_of(space.id()) == 0) return {};
  bool good = true;
  auto texts = collect_strings(
      type, space, [&](hid_t memory, void* buffer) { return H5Aread(open.attribute.id(), memory, buffer); },
      good);
  require(good, "read text from attribute", name + " of " + path, state_->path);
  return texts;
}

std::string File::text_attribute(const std::string& path, const std::string& name) const {
  const auto texts = list_attribute(path, name);
  require(texts.size() == 1, "read one text from attribute", name + " of " + path, state_->path);
  return texts.front();
}

double File::number_attribute(const std::string& path, const std::string& name) const {
  const auto open = open_attribute(state_->id(), path, name, state_->path);
  const Space space(H5Aget_space(open.attribute.id()));
  double value = 0;
  require(count_of(space.id()) == 1 && H5Aread(open.attribute.id(), H5T_NATIVE_DOUBLE, &value) >= 0,
          "read a number from attribute", name + " of " + path, state_->path);
  return value;
}

std::int64_t File::integer_attribute(const std::string& path, const std::string& name) const {
  const auto open = open_attribute(state_->id(), path, name, state_->path);
  const Space space(H5Aget_space(open.attribute.id()));
  std::int64_t value = 0;
  require(count_of(space.id()) == 1 && H5Aread(open.attribute.id(), H5T_NATIVE_INT64, &value) >= 0,
          "read an integer from attribute", name + " of " + path, state_->path);
  return value;
}

}  // namespace lampyris::io::h5
