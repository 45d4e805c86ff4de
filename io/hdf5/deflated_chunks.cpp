// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/deflated_chunks.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "io/hdf5/handle.hpp"

#ifdef LAMPYRIS_DEFLATE
#include <libdeflate.h>
#endif

namespace lampyris::io::h5 {

#ifdef LAMPYRIS_DEFLATE

namespace {

using Spread = void (*)(const std::byte* chunk, std::size_t stride, MatrixView<float> into);

template <class Stored>
void spread(const std::byte* chunk, std::size_t stride, MatrixView<float> into) {
  const auto* values = reinterpret_cast<const Stored*>(chunk);
  for (std::size_t i = 0; i < into.rows(); ++i) {
    std::transform(values + i * stride, values + i * stride + into.columns(), into.row(i).begin(),
                   [](Stored value) { return static_cast<float>(value); });
  }
}

struct Stored {
  std::size_t size;
  Spread spread;
};

std::optional<Stored> stored_as(hid_t type) {
  const auto is = [&](hid_t native) { return H5Tequal(type, native) > 0; };
  if (is(H5T_NATIVE_FLOAT)) return Stored{4, spread<float>};
  if (is(H5T_NATIVE_UINT32)) return Stored{4, spread<std::uint32_t>};
  if (is(H5T_NATIVE_INT32)) return Stored{4, spread<std::int32_t>};
  if (is(H5T_NATIVE_DOUBLE)) return Stored{8, spread<double>};
  if (is(H5T_NATIVE_INT64)) return Stored{8, spread<std::int64_t>};
  if (is(H5T_NATIVE_UINT64)) return Stored{8, spread<std::uint64_t>};
  if (is(H5T_NATIVE_UINT16)) return Stored{2, spread<std::uint16_t>};
  if (is(H5T_NATIVE_INT16)) return Stored{2, spread<std::int16_t>};
  return std::nullopt;
}

enum class Filters { deflate, shuffle_and_deflate, other };

Filters filters_of(const Properties& creation) {
  const auto filter = [&](unsigned place) {
    unsigned flags = 0;
    std::size_t values = 0;
    unsigned config = 0;
    return H5Pget_filter2(creation.id(), place, &flags, &values, nullptr, 0, nullptr, &config);
  };
  const int count = H5Pget_nfilters(creation.id());
  if (count == 1 && filter(0) == H5Z_FILTER_DEFLATE) return Filters::deflate;
  return count == 2 && filter(0) == H5Z_FILTER_SHUFFLE && filter(1) == H5Z_FILTER_DEFLATE
             ? Filters::shuffle_and_deflate
             : Filters::other;
}

// The bytes of all values had been put together, first all first bytes.
void unshuffle(const std::vector<std::byte>& from, std::size_t size, std::vector<std::byte>& to) {
  const std::size_t count = from.size() / size;
  for (std::size_t b = 0; b < size; ++b) {
    for (std::size_t i = 0; i < count; ++i) to[i * size + b] = from[b * count + i];
  }
}

}  // namespace

struct DeflatedChunks::State {
  struct Free {
    void operator()(libdeflate_decompressor* inflater) const { libdeflate_free_decompressor(inflater); }
  };
  std::unique_ptr<libdeflate_decompressor, Free> inflater{libdeflate_alloc_decompressor()};
  std::vector<std::byte> packed, chunk, shuffled;

  Found inflate(hid_t dataset, std::array<hsize_t, 2> first, Filters filters, std::size_t value_size) {
    hsize_t size = 0;
    // What was never written has no size. Deflate makes nothing much longer.
    if (H5Dget_chunk_storage_size(dataset, first.data(), &size) < 0 || size == 0 ||
        size > 2 * chunk.size() + 1024) {
      return Found::for_hdf5;
    }
    packed.resize(std::max<std::size_t>(packed.size(), size));
    std::uint32_t left_out = 0;
    if (H5Dread_chunk(dataset, H5P_DEFAULT, first.data(), &left_out, packed.data()) < 0 || left_out != 0)
      return Found::for_hdf5;
    const bool apart = filters == Filters::shuffle_and_deflate;
    if (apart) shuffled.resize(chunk.size());
    auto& inflated = apart ? shuffled : chunk;
    if (libdeflate_zlib_decompress(inflater.get(), packed.data(), size, inflated.data(), inflated.size(),
                                   nullptr) != LIBDEFLATE_SUCCESS) {
      return Found::damage;
    }
    if (apart) unshuffle(shuffled, value_size, chunk);
    return Found::block;
  }
};

DeflatedChunks::DeflatedChunks() : state_(std::make_unique<State>()) {}

DeflatedChunks::Found DeflatedChunks::read(hid_t dataset, std::array<std::size_t, 2> first,
                                           MatrixView<float> into) {
  const Properties creation(H5Dget_create_plist(dataset));
  const Space space(H5Dget_space(dataset));
  const Datatype type(H5Dget_type(dataset));
  const auto stored = stored_as(type.id());
  const auto filters = filters_of(creation);
  std::array<hsize_t, 2> chunk{}, dims{};
  if (!stored || filters == Filters::other || state_->inflater == nullptr ||
      H5Sget_simple_extent_ndims(space.id()) != 2 ||
      H5Sget_simple_extent_dims(space.id(), dims.data(), nullptr) != 2 ||
      H5Pget_layout(creation.id()) != H5D_CHUNKED || H5Pget_chunk(creation.id(), 2, chunk.data()) != 2) {
    return Found::for_hdf5;
  }
  const std::array<std::size_t, 2> end{first[0] + into.rows(), first[1] + into.columns()};
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const bool whole =
        first[axis] % chunk[axis] == 0 && (end[axis] % chunk[axis] == 0 || end[axis] == dims[axis]);
    if (!whole || end[axis] > dims[axis]) return Found::for_hdf5;
  }
  constexpr hsize_t largest_chunk = hsize_t{1} << 30;
  if (chunk[0] > largest_chunk / chunk[1] / stored->size) return Found::for_hdf5;
  state_->chunk.resize(chunk[0] * chunk[1] * stored->size);
  for (std::size_t row = first[0]; row < end[0]; row += chunk[0]) {
    for (std::size_t column = first[1]; column < end[1]; column += chunk[1]) {
      const auto found = state_->inflate(dataset, {row, column}, filters, stored->size);
      if (found != Found::block) return found;
      stored->spread(state_->chunk.data(), chunk[1],
                     {&into(row - first[0], column - first[1]), std::min<std::size_t>(chunk[0], end[0] - row),
                      std::min<std::size_t>(chunk[1], end[1] - column), into.stride()});
    }
  }
  return Found::block;
}

#else

struct DeflatedChunks::State {};
DeflatedChunks::DeflatedChunks() = default;
DeflatedChunks::Found DeflatedChunks::read(hid_t, std::array<std::size_t, 2>, MatrixView<float>) {
  return Found::for_hdf5;
}

#endif

DeflatedChunks::~DeflatedChunks() = default;

}  // namespace lampyris::io::h5
