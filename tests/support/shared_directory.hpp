#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "mpi/communicator.hpp"

namespace lampyris::test {

/// A new empty directory that all ranks of a test share; removed with all that is in it at the end.
class SharedDirectory {
 public:
  /// Collective. Keeps a reference.
  explicit SharedDirectory(const mpi::Communicator& ranks) : ranks_(ranks) {
    static int count = 0;
    std::string name = "lampyris_test_" + std::to_string(getpid()) + "_" + std::to_string(count++);
    ranks_.broadcast(name);
    path_ = std::filesystem::temp_directory_path() / name;
    if (ranks_.rank() == 0) std::filesystem::create_directories(path_);
    ranks_.barrier();
  }
  /// Collective.
  ~SharedDirectory() {
    ranks_.barrier();
    if (ranks_.rank() == 0) std::filesystem::remove_all(path_);
  }
  SharedDirectory(const SharedDirectory&) = delete;
  SharedDirectory& operator=(const SharedDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  const mpi::Communicator& ranks_;
  std::filesystem::path path_;
};

}  // namespace lampyris::test
