// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/lzf_filter.hpp"

#ifdef LAMPYRIS_LZF
#include <hdf5.h>
#include <lzf.h>

#include <cerrno>
#include <cstddef>

namespace lampyris::io::h5 {
namespace {

constexpr H5Z_filter_t lzf = 32000;  // as registered with the HDF Group
constexpr std::size_t largest_chunk = std::size_t{1} << 31;

// Of H5Z_func_t: the bytes that come out, 0 for a failure. The size of a chunk is h5py's third parameter.
std::size_t expand(unsigned flags, std::size_t parameters, const unsigned* parameter, std::size_t bytes,
                   std::size_t* buffer_bytes, void** buffer) {
  if ((flags & H5Z_FLAG_REVERSE) == 0) return 0;
  std::size_t room = parameters >= 3 && parameter[2] > 0 ? parameter[2] : *buffer_bytes;
  for (; room > 0 && room <= largest_chunk; room *= 2) {
    void* expanded = H5allocate_memory(room, false);
    if (expanded == nullptr) return 0;
    errno = 0;
    const std::size_t size =
        lzf_decompress(*buffer, static_cast<unsigned>(bytes), expanded, static_cast<unsigned>(room));
    if (size > 0) {
      H5free_memory(*buffer);
      *buffer = expanded;
      *buffer_bytes = room;
      return size;
    }
    H5free_memory(expanded);
    if (errno != E2BIG) return 0;
  }
  return 0;
}

}  // namespace

void register_lzf_filter() {
  if (H5Zfilter_avail(lzf) > 0) return;
  const H5Z_class2_t filter{H5Z_CLASS_T_VERS, lzf, 0, 1, "lzf", nullptr, nullptr, expand};
  H5Zregister(&filter);
}

}  // namespace lampyris::io::h5
#else
namespace lampyris::io::h5 {

void register_lzf_filter() {}

}  // namespace lampyris::io::h5
#endif
