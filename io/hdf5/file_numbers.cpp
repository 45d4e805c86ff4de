// SPDX-License-Identifier: Apache-2.0
// Datasets of numbers: File's templates, instantiated for the types that its header names.
#include <hdf5.h>

#include <algorithm>
#include <type_traits>

#include "io/hdf5/file.hpp"
#include "io/hdf5/file_state.hpp"

namespace lampyris::io::h5 {
namespace {

template <class T>
hid_t type_of();
template <>
hid_t type_of<float>() {
  return H5T_NATIVE_FLOAT;
}
template <>
hid_t type_of<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
hid_t type_of<std::int32_t>() {
  return H5T_NATIVE_INT32;
}
template <>
hid_t type_of<std::int64_t>() {
  return H5T_NATIVE_INT64;
}
template <>
hid_t type_of<std::uint32_t>() {
  return H5T_NATIVE_UINT32;
}
template <>
hid_t type_of<std::uint64_t>() {
  return H5T_NATIVE_UINT64;
}
template <>
hid_t type_of<std::uint8_t>() {
  return H5T_NATIVE_UINT8;
}

// MPI-IO counts are int: a call moves at most this many bytes.
constexpr std::size_t most_bytes = std::size_t{1} << 29;

struct Block {
  std::vector<hsize_t> first, count;
};

Dataset open_dataset(hid_t file, const std::string& path, const std::filesystem::path& name) {
  Dataset dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT));
  require(dataset.valid(), "find dataset", path, name);
  return dataset;
}

// `transfer` is H5Dread or H5Dwrite bound to its memory and file spaces.
template <class Transfer>
bool on_block(const Dataset& dataset, const Block& block, std::size_t stride, Transfer transfer) {
  const Space file_space(H5Dget_space(dataset.id()));
  if (H5Sget_simple_extent_ndims(file_space.id()) != static_cast<int>(block.first.size())) return false;
  if (H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, block.first.data(), nullptr, block.count.data(),
                          nullptr) < 0) {
    return false;
  }
  std::vector<hsize_t> memory = block.count;
  const std::vector<hsize_t> start(memory.size(), 0);
  if (memory.size() == 2) memory[1] = stride;
  const Space memory_space(H5Screate_simple(static_cast<int>(memory.size()), memory.data(), nullptr));
  if (H5Sselect_hyperslab(memory_space.id(), H5S_SELECT_SET, start.data(), nullptr, block.count.data(),
                          nullptr) < 0) {
    return false;
  }
  return transfer(memory_space.id(), file_space.id()) >= 0;
}

Dataset create_dataset(hid_t file, const std::string& path, hid_t type, const std::vector<hsize_t>& dims,
                       const std::vector<hsize_t>& chunk) {
  const Space space(H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr));
  const Properties create(H5Pcreate(H5P_DATASET_CREATE));
  // Without times of writing, equal content gives equal files.
  if (H5Pset_obj_track_times(create.id(), false) < 0) return {};
  // All of it is going to be written; to fill it first, as parallel HDF5 does, would be to write it twice.
  if (H5Pset_fill_time(create.id(), H5D_FILL_TIME_NEVER) < 0) return {};
  if (!chunk.empty() && H5Pset_chunk(create.id(), static_cast<int>(chunk.size()), chunk.data()) < 0)
    return {};
  return Dataset(H5Dcreate2(file, path.c_str(), type, space.id(), H5P_DEFAULT, create.id(), H5P_DEFAULT));
}

std::string parent(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

}  // namespace

template <class T>
void File::create_matrix(const std::string& path, std::array<std::size_t, 2> dims,
                         std::array<std::size_t, 2> chunk) {
  make_group(parent(path));
  std::vector<hsize_t> chunks;
  if ((chunk[0] != 0 || chunk[1] != 0) && dims[0] > 0 && dims[1] > 0) {
    for (std::size_t i = 0; i < 2; ++i)
      chunks.push_back(chunk[i] == 0 ? dims[i] : std::min(chunk[i], dims[i]));
  }
  const auto made = create_dataset(state_->id, path, type_of<T>(), {dims[0], dims[1]}, chunks);
  require(made.valid(), "create dataset", path, state_->path);
}

template <class T>
void File::create_vector(const std::string& path, std::size_t size) {
  make_group(parent(path));
  const auto made = create_dataset(state_->id, path, type_of<T>(), {size}, {});
  require(made.valid(), "create dataset", path, state_->path);
}

template <class T>
void File::write(const std::string& path, std::span<const T> values) {
  create_vector<T>(path, values.size());
  if (state_->first) write_part<T>(path, 0, values);
}

template <class T>
void File::write_block(const std::string& path, std::array<std::size_t, 2> first, MatrixView<const T> block) {
  if (block.rows() == 0 || block.columns() == 0) return;
  const auto dataset = open_dataset(state_->id, path, state_->path);
  const std::size_t step = std::max<std::size_t>(1, most_bytes / (block.columns() * sizeof(T)));
  for (std::size_t row = 0; row < block.rows(); row += step) {
    const std::size_t count = std::min(step, block.rows() - row);
    const Block where{{first[0] + row, first[1]}, {count, block.columns()}};
    const T* data = block.data() + row * block.stride();
    const bool written = on_block(dataset, where, block.stride(), [&](hid_t memory, hid_t space) {
      return H5Dwrite(dataset.id(), type_of<T>(), memory, space, H5P_DEFAULT, data);
    });
    require(written, "write dataset", path, state_->path);
    state_->pages->add(count * block.columns() * sizeof(T));
  }
}

template <class T>
void File::write_part(const std::string& path, std::size_t first, std::span<const T> values) {
  const auto dataset = open_dataset(state_->id, path, state_->path);
  constexpr std::size_t step = most_bytes / sizeof(T);
  for (std::size_t at = 0; at < values.size(); at += step) {
    const Block where{{first + at}, {std::min(step, values.size() - at)}};
    const bool written = on_block(dataset, where, 0, [&](hid_t memory, hid_t space) {
      return H5Dwrite(dataset.id(), type_of<T>(), memory, space, H5P_DEFAULT, values.data() + at);
    });
    require(written, "write dataset", path, state_->path);
  }
}

template <class T>
std::vector<T> File::read(const std::string& path) const {
  const auto dataset = open_dataset(state_->id, path, state_->path);
  const std::size_t size = plausible_count(dataset.id(), path, state_->path);
  std::vector<T> values(size);
  require(size == 0 || H5Dread(dataset.id(), type_of<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0,
          "read dataset", path, state_->path);
  return values;
}

template <class T>
Matrix<T> File::read_block(const std::string& path, Slice rows, Slice columns) const {
  Matrix<T> block(rows.count, columns.count);
  read_block<T>(path, {rows.offset, columns.offset}, block.view());
  return block;
}

template <class T>
void File::read_block(const std::string& path, std::array<std::size_t, 2> first, MatrixView<T> into) const {
  if (into.rows() == 0 || into.columns() == 0) return;
  const auto dataset = open_dataset(state_->id, path, state_->path);
  if constexpr (std::is_same_v<T, float>) {
    if (state_->deflated.read(dataset.id(), first, into)) return;
  }
  const Block where{{first[0], first[1]}, {into.rows(), into.columns()}};
  const bool good = on_block(dataset, where, into.stride(), [&](hid_t memory, hid_t space) {
    return H5Dread(dataset.id(), type_of<T>(), memory, space, H5P_DEFAULT, into.data());
  });
  require(good, "read dataset", path, state_->path);
}

template <class T>
std::vector<T> File::read_part(const std::string& path, Slice part) const {
  std::vector<T> values(part.count);
  if (values.empty()) return values;
  const auto dataset = open_dataset(state_->id, path, state_->path);
  const bool good = on_block(dataset, {{part.offset}, {part.count}}, 0, [&](hid_t memory, hid_t space) {
    return H5Dread(dataset.id(), type_of<T>(), memory, space, H5P_DEFAULT, values.data());
  });
  require(good, "read dataset", path, state_->path);
  return values;
}

#define LAMPYRIS_INSTANTIATE(T)                                                                            \
  template void File::create_matrix<T>(const std::string&, std::array<std::size_t, 2>,                     \
                                       std::array<std::size_t, 2>);                                        \
  template void File::create_vector<T>(const std::string&, std::size_t);                                   \
  template void File::write<T>(const std::string&, std::span<const T>);                                    \
  template void File::write_block<T>(const std::string&, std::array<std::size_t, 2>, MatrixView<const T>); \
  template void File::write_part<T>(const std::string&, std::size_t, std::span<const T>);                  \
  template std::vector<T> File::read<T>(const std::string&) const;                                         \
  template Matrix<T> File::read_block<T>(const std::string&, Slice, Slice) const;                          \
  template void File::read_block<T>(const std::string&, std::array<std::size_t, 2>, MatrixView<T>) const;  \
  template std::vector<T> File::read_part<T>(const std::string&, Slice) const;
LAMPYRIS_INSTANTIATE(float)
LAMPYRIS_INSTANTIATE(double)
LAMPYRIS_INSTANTIATE(std::int32_t)
LAMPYRIS_INSTANTIATE(std::int64_t)
LAMPYRIS_INSTANTIATE(std::uint32_t)
LAMPYRIS_INSTANTIATE(std::uint64_t)
LAMPYRIS_INSTANTIATE(std::uint8_t)
#undef LAMPYRIS_INSTANTIATE

}  // namespace lampyris::io::h5
