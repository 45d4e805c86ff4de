// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace lampyris::io::h5 {

/// The memory in which the kernel keeps what was written to a file. A cohort larger than memory would drive
/// everything else out of it, and pages that were just given back are quicker to take than others; so that,
/// 64 MiB at a time, the kernel is asked to begin writing and to give back what is written. Where it cannot,
/// nothing changes.
class WrittenPages {
 public:
  /// `file` is a descriptor of the file, which is open as long as this lives.
  explicit WrittenPages(int file) : file_(file) {}

  /// So many bytes more were written by this process.
  void add(std::size_t bytes);

 private:
  int file_;
  std::size_t bytes_ = 0;
};

}  // namespace lampyris::io::h5
