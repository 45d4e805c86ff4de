// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/chunk_map.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <system_error>

#include "io/hdf5/file_state.hpp"
#include "src/base/error.hpp"

namespace lampyris::io::h5 {
namespace {

struct Source {
  const std::filesystem::path& file;
  const std::string& name;
  hid_t id;
};

[[noreturn]] void refuse(const Source& from, const std::string& reason) {
  throw DataError(fmt::format("{}: {} {}, so it cannot be streamed: import it again", from.file.string(),
                              from.name, reason));
}

void check_dims(const Source& from, const MatrixPart& part) {
  const Space space(H5Dget_space(from.id));
  std::array<hsize_t, 2> found{};
  if (H5Sget_simple_extent_ndims(space.id()) != 2) refuse(from, "is not a matrix");
  H5Sget_simple_extent_dims(space.id(), found.data(), nullptr);
  if (found[0] < part.rows.end() || found[1] < part.columns.end()) {
    refuse(from, fmt::format("is {} × {} and ends before row {}, column {}", found[0], found[1],
                             part.rows.end(), part.columns.end()));
  }
}

// Rows and columns of a chunk.
std::array<std::size_t, 2> check_storage(const Source& from, hid_t file) {
  const Datatype type(H5Dget_type(from.id));
  if (H5Tequal(type.id(), H5T_IEEE_F32LE) <= 0) refuse(from, "is not little-endian float32");
  const Properties create(H5Dget_create_plist(from.id));
  if (H5Pget_layout(create.id()) != H5D_CHUNKED) refuse(from, "is not stored in chunks");
  if (H5Pget_nfilters(create.id()) != 0) refuse(from, "is compressed or otherwise filtered");
  // Positions are counted from the end of the user block.
  const Properties whole(H5Fget_create_plist(file));
  hsize_t user_block = 0;
  if (H5Pget_userblock(whole.id(), &user_block) < 0 || user_block != 0) {
    refuse(from, "lies in a file with a user block");
  }
  std::array<hsize_t, 2> chunk{};
  if (H5Pget_chunk(create.id(), 2, chunk.data()) != 2) refuse(from, "has chunks of unknown shape");
  return {chunk[0], chunk[1]};
}

Slice chunks_of(Slice values, std::size_t chunk) {
  if (values.count == 0) return {};
  const std::size_t first = values.offset / chunk;
  return {first, (values.end() - 1) / chunk - first + 1};
}

std::uint64_t position_of(const Source& from, std::array<hsize_t, 2> first, std::uint64_t file_size,
                          std::size_t bytes) {
  unsigned skipped_filters = 0;
  haddr_t address = HADDR_UNDEF;
  hsize_t size = 0;
  if (H5Dget_chunk_info_by_coord(from.id, first.data(), &skipped_filters, &address, &size) < 0) {
    fail("find the chunks of", from.name, from.file);
  }
  if (address == HADDR_UNDEF || size != bytes) {
    refuse(from, fmt::format("was not written at row {}, column {}", first[0], first[1]));
  }
  if (address + size > file_size) refuse(from, "goes on after the end of the file, which was truncated");
  return address;
}

std::size_t chunks_in_row(const Source& from, std::size_t chunk) {
  const Space space(H5Dget_space(from.id));
  std::array<hsize_t, 2> dims{};
  H5Sget_simple_extent_dims(space.id(), dims.data(), nullptr);
  return (dims[1] + chunk - 1) / chunk;
}

// Of chunks that lie one after the other, as lampyris writes them, the first tells where all are; to ask for
// each would take time that grows with the square of their number.
bool lie_together(const Source& from) {
  H5D_chunk_index_t index{};
  return H5Dget_chunk_index_type(from.id, &index) >= 0 && index == H5D_CHUNK_IDX_NONE;
}

}  // namespace

ChunkMap map_chunks(const std::filesystem::path& file, const std::string& dataset, MatrixPart part) {
  const OpenFile open(open_to_read(file));
  const Dataset handle(H5Dopen2(open.id(), dataset.c_str(), H5P_DEFAULT));
  require(handle.valid(), "find dataset", dataset, file);
  const Source from{file, dataset, handle.id()};
  check_dims(from, part);
  const auto chunk = check_storage(from, open.id());
  ChunkMap map{chunk, chunks_of(part.rows, chunk[0]), chunks_of(part.columns, chunk[1]), {}};
  std::error_code failure;
  const auto size = std::filesystem::file_size(file, failure);
  if (failure) throw DataError(fmt::format("{}: cannot be read: {}", file.string(), failure.message()));
  map.position.reserve(map.down.count * map.across.count);
  const std::size_t bytes = chunk[0] * chunk[1] * sizeof(float);
  if (lie_together(from) && map.down.count > 0 && map.across.count > 0) {
    const std::uint64_t first = position_of(from, {0, 0}, size, bytes);
    const std::size_t in_row = chunks_in_row(from, chunk[1]);
    for (std::size_t i = map.down.offset; i < map.down.end(); ++i) {
      for (std::size_t j = map.across.offset; j < map.across.end(); ++j) {
        map.position.push_back(first + bytes * (i * in_row + j));
      }
    }
    if (map.position.back() + bytes > size)
      refuse(from, "goes on after the end of the file, which was truncated");
    return map;
  }
  for (std::size_t i = map.down.offset; i < map.down.end(); ++i) {
    for (std::size_t j = map.across.offset; j < map.across.end(); ++j) {
      map.position.push_back(position_of(from, {i * chunk[0], j * chunk[1]}, size, bytes));
    }
  }
  return map;
}

}  // namespace lampyris::io::h5
