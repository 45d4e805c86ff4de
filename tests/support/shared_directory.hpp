// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "mpi/communicator.hpp"

namespace lampyris::test {

/// A new empty directory that all ranks see; removed at the end.
class SharedDirectory {
 public:
  /// Collective.
  explicit SharedDirectory(const mpi::Communicator& ranks) : ranks_(ranks) {
    std::string made;
    if (ranks.rank() == 0) {
      made = (std::filesystem::temp_directory_path() / "lampyris-test-XXXXXX").string();
      if (mkdtemp(made.data()) == nullptr) made.clear();
    }
    ranks.broadcast(made);
    path_ = made;
  }
  /// Collective.
  ~SharedDirectory() {
    ranks_.barrier();
    std::error_code ignored;
    if (ranks_.rank() == 0) std::filesystem::remove_all(path_, ignored);
  }
  SharedDirectory(const SharedDirectory&) = delete;
  SharedDirectory& operator=(const SharedDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  const mpi::Communicator& ranks_;
  std::filesystem::path path_;
};

}  // namespace lampyris::test
