// SPDX-License-Identifier: Apache-2.0
// Reading numbers: File's templates, instantiated for the types that its header names.
#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <type_traits>

#include "io/hdf5/file.hpp"
#include "io/hdf5/file_state.hpp"
#include "io/hdf5/number_types.hpp"
#include "src/base/error.hpp"

namespace lampyris::io::h5 {
namespace {

struct Block {
  std::vector<hsize_t> first, count;
};

Dataset open_dataset(hid_t file, const std::string& path, const std::filesystem::path& name) {
  Dataset dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT));
  require(dataset.valid(), "find dataset", path, name);
  return dataset;
}

// `transfer` is H5Dread bound to its memory and file spaces.
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

}  // namespace

template <class T>
std::vector<T> File::read(const std::string& path) const {
  const auto dataset = open_dataset(state_->id(), path, state_->path);
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
  const auto dataset = open_dataset(state_->id(), path, state_->path);
  if constexpr (std::is_same_v<T, float>) {
    using Found = DeflatedChunks::Found;
    const auto found = state_->deflated.read(dataset.id(), first, into);
    if (found == Found::block) return;
    if (found == Found::damage) {
      throw DataError(fmt::format("{}: cannot read dataset {}: a chunk between rows {} and {} is damaged",
                                  state_->path.string(), path, first[0], first[0] + into.rows()));
    }
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
  const auto dataset = open_dataset(state_->id(), path, state_->path);
  const bool good = on_block(dataset, {{part.offset}, {part.count}}, 0, [&](hid_t memory, hid_t space) {
    return H5Dread(dataset.id(), type_of<T>(), memory, space, H5P_DEFAULT, values.data());
  });
  require(good, "read dataset", path, state_->path);
  return values;
}

#define LAMPYRIS_INSTANTIATE(T)                                                                           \
  template std::vector<T> File::read<T>(const std::string&) const;                                        \
  template Matrix<T> File::read_block<T>(const std::string&, Slice, Slice) const;                         \
  template void File::read_block<T>(const std::string&, std::array<std::size_t, 2>, MatrixView<T>) const; \
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
