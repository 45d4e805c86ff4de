// SPDX-License-Identifier: Apache-2.0
// What is in a file, and datasets of compounds.
#include <hdf5.h>

#include <cstring>

#include "io/hdf5/file.hpp"
#include "io/hdf5/file_state.hpp"
#include "src/base/utf8.hpp"

namespace lampyris::io::h5 {
namespace {

Kind kind_of(H5T_class_t type) {
  switch (type) {
    case H5T_INTEGER:
    case H5T_FLOAT:
    case H5T_ENUM:  // as h5py stores a bool
      return Kind::numbers;
    case H5T_STRING:
      return Kind::texts;
    case H5T_COMPOUND:
      return Kind::compound;
    default:
      return Kind::other;
  }
}

struct OpenMember {
  Dataset dataset;
  Datatype type;  // of the member
  std::size_t count;
};

OpenMember open_member(hid_t file, const std::string& path, const std::string& member,
                       const std::filesystem::path& where) {
  OpenMember open{Dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT)), Datatype(), 0};
  require(open.dataset.valid(), "find dataset", path, where);
  const Datatype whole(H5Dget_type(open.dataset.id()));
  const int index =
      H5Tget_class(whole.id()) == H5T_COMPOUND ? H5Tget_member_index(whole.id(), member.c_str()) : -1;
  require(index >= 0, "find", "member " + member + " of " + path, where);
  open.type = Datatype(H5Tget_member_type(whole.id(), static_cast<unsigned>(index)));
  open.count = plausible_count(open.dataset.id(), path, where);
  return open;
}

// A compound of this member alone: HDF5 takes it out of the others by its name.
Datatype alone(const std::string& member, hid_t type) {
  Datatype compound(H5Tcreate(H5T_COMPOUND, H5Tget_size(type)));
  H5Tinsert(compound.id(), member.c_str(), 0, type);
  return compound;
}

}  // namespace

Kind File::kind(const std::string& path) const {
  if (!has(path)) return Kind::nothing;
  const Object object(H5Oopen(state_->id(), path.c_str(), H5P_DEFAULT));
  if (!object.valid()) return Kind::other;
  const auto type = H5Iget_type(object.id());
  if (type == H5I_GROUP) return Kind::group;
  if (type != H5I_DATASET) return Kind::other;
  const Datatype values(H5Dget_type(object.id()));
  return kind_of(H5Tget_class(values.id()));
}

std::vector<std::size_t> File::chunk(const std::string& path) const {
  const Dataset dataset(H5Dopen2(state_->id(), path.c_str(), H5P_DEFAULT));
  require(dataset.valid(), "find dataset", path, state_->path);
  const Properties create(H5Dget_create_plist(dataset.id()));
  if (H5Pget_layout(create.id()) != H5D_CHUNKED) return {};
  std::vector<hsize_t> sizes(dims(path).size());
  require(H5Pget_chunk(create.id(), static_cast<int>(sizes.size()), sizes.data()) >= 0, "read the chunks of",
          path, state_->path);
  return {sizes.begin(), sizes.end()};
}

std::vector<std::string> File::members(const std::string& path) const {
  const Dataset dataset(H5Dopen2(state_->id(), path.c_str(), H5P_DEFAULT));
  require(dataset.valid(), "find dataset", path, state_->path);
  const Datatype type(H5Dget_type(dataset.id()));
  std::vector<std::string> names;
  if (H5Tget_class(type.id()) != H5T_COMPOUND) return names;
  for (int index = 0; index < H5Tget_nmembers(type.id()); ++index) {
    char* name = H5Tget_member_name(type.id(), static_cast<unsigned>(index));
    names.emplace_back(name);
    H5free_memory(name);
  }
  return names;
}

Kind File::member_kind(const std::string& path, const std::string& member) const {
  const auto open = open_member(state_->id(), path, member, state_->path);
  return kind_of(H5Tget_class(open.type.id()));
}

std::vector<std::string> File::member_texts(const std::string& path, const std::string& member) const {
  const auto open = open_member(state_->id(), path, member, state_->path);
  const bool fixed = H5Tget_class(open.type.id()) == H5T_STRING && H5Tis_variable_str(open.type.id()) == 0;
  require(fixed, "read text from", "member " + member + " of " + path, state_->path);
  const std::size_t length = H5Tget_size(open.type.id());
  std::vector<char> buffer(open.count * length);
  const Datatype memory = alone(member, open.type.id());
  require(open.count == 0 ||
              H5Dread(open.dataset.id(), memory.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer.data()) >= 0,
          "read", "member " + member + " of " + path, state_->path);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < open.count; ++i) {
    const char* text = buffer.data() + i * length;
    texts.push_back(as_utf8({text, strnlen(text, length)}));
  }
  return texts;
}

std::vector<double> File::member_numbers(const std::string& path, const std::string& member) const {
  const auto open = open_member(state_->id(), path, member, state_->path);
  require(kind_of(H5Tget_class(open.type.id())) == Kind::numbers, "read numbers from",
          "member " + member + " of " + path, state_->path);
  std::vector<double> values(open.count);
  const Datatype memory = alone(member, H5T_NATIVE_DOUBLE);
  require(open.count == 0 ||
              H5Dread(open.dataset.id(), memory.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0,
          "read", "member " + member + " of " + path, state_->path);
  return values;
}

}  // namespace lampyris::io::h5
