// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/written_pages.hpp"

#include <fcntl.h>
namespace lampyris::io::h5 {

void WrittenPages::add(std::size_t bytes) {
  constexpr std::size_t window = std::size_t{64} << 20;
  bytes_ += bytes;
  if (bytes_ < window) return;
  bytes_ = 0;
#ifdef __linux__
  // 0 bytes from 0 on: the whole file, by any rank of this node. What is still being written stays until the
  // next time.
  (void)::sync_file_range(file_, 0, 0, SYNC_FILE_RANGE_WRITE);
#endif
  (void)::posix_fadvise(file_, 0, 0, POSIX_FADV_DONTNEED);
}

}  // namespace lampyris::io::h5
