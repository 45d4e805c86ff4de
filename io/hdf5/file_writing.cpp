// SPDX-License-Identifier: Apache-2.0
// Writing numbers: File's templates, instantiated for the types that its header names.
#include <hdf5.h>

#include <algorithm>
#include <stdexcept>

#include "io/hdf5/file.hpp"
#include "io/hdf5/file_state.hpp"
#include "io/hdf5/number_types.hpp"

namespace lampyris::io::h5 {
namespace {

using Sizes = std::array<std::size_t, 2>;

// A dataset and how it is laid out; a vector is a matrix of one row.
struct Plan {
  hid_t type;
  std::size_t value_size;
  Sizes dims, tile;
  bool vector, chunked;

  [[nodiscard]] bool empty() const { return dims[0] == 0 || dims[1] == 0; }
};

Dataset create_dataset(hid_t file, const std::string& path, const Plan& plan) {
  const std::array<hsize_t, 2> dims{plan.dims[0], plan.dims[1]}, chunk{plan.tile[0], plan.tile[1]};
  const Space space(plan.vector ? H5Screate_simple(1, &dims[1], nullptr)
                                : H5Screate_simple(2, dims.data(), nullptr));
  const Properties create(H5Pcreate(H5P_DATASET_CREATE));
  // Without times of writing, equal content gives equal files. Values have their place at once, and as all of
  // it is going to be written, it is not filled first.
  if (H5Pset_obj_track_times(create.id(), false) < 0 ||
      H5Pset_alloc_time(create.id(), H5D_ALLOC_TIME_EARLY) < 0 ||
      H5Pset_fill_time(create.id(), H5D_FILL_TIME_NEVER) < 0 ||
      (plan.chunked && H5Pset_chunk(create.id(), 2, chunk.data()) < 0)) {
    return {};
  }
  // Chunks that lie together, without an index, are there from this version on.
  if (plan.chunked && H5Fset_libver_bounds(file, H5F_LIBVER_V110, H5F_LIBVER_LATEST) < 0) return {};
  Dataset made(H5Dcreate2(file, path.c_str(), plan.type, space.id(), H5P_DEFAULT, create.id(), H5P_DEFAULT));
  if (plan.chunked && H5Fset_libver_bounds(file, H5F_LIBVER_V18, H5F_LIBVER_LATEST) < 0) return {};
  return made;
}

haddr_t address_of(const Dataset& dataset, const Plan& plan) {
  if (!plan.chunked) return H5Dget_offset(dataset.id());
  const std::array<hsize_t, 2> first{0, 0};
  unsigned skipped_filters = 0;
  haddr_t address = HADDR_UNDEF;
  hsize_t size = 0;
  const bool found =
      H5Dget_chunk_info_by_coord(dataset.id(), first.data(), &skipped_filters, &address, &size) >= 0 &&
      size == plan.tile[0] * plan.tile[1] * plan.value_size;
  return found ? address : HADDR_UNDEF;
}

// Not collective, for rank 0.
Placement create_placed(NewFile& created, hid_t file, const std::string& path, const Plan& plan) {
  make_groups(file, path.substr(0, path.rfind('/')), created.bytes.path());
  const auto made = create_dataset(file, path, plan);
  require(made.valid(), "create dataset", path, created.bytes.path());
  Placement placement{0, plan.value_size, plan.dims, plan.tile};
  if (plan.empty()) return placement;
  placement.first = address_of(made, plan);
  require(placement.first != HADDR_UNDEF, "find a place for", path, created.bytes.path());
  created.structure->reserve(placement.first, placement.bytes());
  return placement;
}

// Collective.
void create_everywhere(NewFile& created, const std::string& path, const Plan& plan) {
  Placement placement{0, plan.value_size, plan.dims, plan.tile};
  created.on_structure([&](hid_t file) { placement = create_placed(created, file, path, plan); });
  created.bytes.agree();
  created.bytes.ranks().broadcast(placement.first);
  created.placements[path] = placement;
}

template <class T>
Plan plan_of_vector(std::size_t size) {
  return {type_of<T>(), sizeof(T), {1, size}, {1, size}, true, false};
}

const Placement& placement_of(const NewFile& created, const std::string& path, std::size_t value_size,
                              Sizes first, Sizes count) {
  const auto found = created.placements.find(path);
  if (found == created.placements.end() || found->second.value_size != value_size ||
      first[0] + count[0] > found->second.dims[0] || first[1] + count[1] > found->second.dims[1]) {
    throw std::logic_error("h5::File: a block of values that has no place in " + path);
  }
  return found->second;
}

}  // namespace

template <class T>
void File::create_matrix(const std::string& path, std::array<std::size_t, 2> dims,
                         std::array<std::size_t, 2> chunk) {
  Plan plan{type_of<T>(), sizeof(T), dims, dims, false, false};
  plan.chunked = !plan.empty() && chunk != Sizes{0, 0};
  for (std::size_t axis = 0; plan.chunked && axis < 2; ++axis) {
    if (chunk[axis] != 0) plan.tile[axis] = std::min(chunk[axis], dims[axis]);
  }
  create_everywhere(*state_->created, path, plan);
}

template <class T>
void File::create_vector(const std::string& path, std::size_t size) {
  create_everywhere(*state_->created, path, plan_of_vector<T>(size));
}

template <class T>
void File::write(const std::string& path, std::span<const T> values) {
  auto& created = *state_->created;
  created.on_structure([&](hid_t file) {
    const auto placement = create_placed(created, file, path, plan_of_vector<T>(values.size()));
    created.bytes.write(values.data(), values.size_bytes(), placement.first);
  });
}

template <class T>
void File::write_block(const std::string& path, std::array<std::size_t, 2> first, MatrixView<const T> block) {
  if (block.rows() == 0 || block.columns() == 0) return;
  auto& created = *state_->created;
  const Sizes count{block.rows(), block.columns()};
  const auto& placement = placement_of(created, path, sizeof(T), first, count);
  placement.for_each_run(first, count, block.stride(),
                         [&](std::size_t offset, std::uint64_t position, std::size_t values) {
                           created.bytes.write(block.data() + offset, values * sizeof(T), position);
                         });
  created.pages.add(count[0] * count[1] * sizeof(T));
}

template <class T>
void File::write_part(const std::string& path, std::size_t first, std::span<const T> values) {
  if (values.empty()) return;
  auto& created = *state_->created;
  const auto& placement = placement_of(created, path, sizeof(T), {0, first}, {1, values.size()});
  created.bytes.write(values.data(), values.size_bytes(), placement.of(0, first));
}

#define LAMPYRIS_INSTANTIATE(T)                                                                            \
  template void File::create_matrix<T>(const std::string&, std::array<std::size_t, 2>,                     \
                                       std::array<std::size_t, 2>);                                        \
  template void File::create_vector<T>(const std::string&, std::size_t);                                   \
  template void File::write<T>(const std::string&, std::span<const T>);                                    \
  template void File::write_block<T>(const std::string&, std::array<std::size_t, 2>, MatrixView<const T>); \
  template void File::write_part<T>(const std::string&, std::size_t, std::span<const T>);
LAMPYRIS_INSTANTIATE(float)
LAMPYRIS_INSTANTIATE(double)
LAMPYRIS_INSTANTIATE(std::int32_t)
LAMPYRIS_INSTANTIATE(std::int64_t)
LAMPYRIS_INSTANTIATE(std::uint32_t)
LAMPYRIS_INSTANTIATE(std::uint64_t)
LAMPYRIS_INSTANTIATE(std::uint8_t)
#undef LAMPYRIS_INSTANTIATE

}  // namespace lampyris::io::h5
