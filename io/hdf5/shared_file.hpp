// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <utility>

#include "mpi/agreement.hpp"
#include "mpi/communicator.hpp"

namespace lampyris::io::h5 {

/// A new file that all ranks write by position, each on its own, under a temporary name until commit(). No
/// rank waits for another between its points of agreement, so that none can hang where another fails: what
/// fails is kept on its rank until agree() or commit(), and nothing more is written there.
class SharedFile {
 public:
  /// Collective. Makes a file that was not there, beside `path` and with a name that nobody can foresee, and
  /// opens it on all ranks. Throws DataError on all of them: a rank cannot write there, or does not see what
  /// rank 0 made.
  SharedFile(std::filesystem::path path, const mpi::Communicator& ranks);
  /// Not collective. What was not committed is removed.
  ~SharedFile();
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] const mpi::Communicator& ranks() const noexcept { return ranks_; }
  [[nodiscard]] bool first() const noexcept { return ranks_.rank() == 0; }
  /// Not collective. This rank's descriptor, for writing.
  [[nodiscard]] int descriptor() const noexcept { return file_; }

  /// Not collective. Writes `bytes` bytes at `position` of the file.
  void write(const void* data, std::size_t bytes, std::uint64_t position);
  /// Not collective. Makes the file `bytes` bytes long.
  void resize(std::uint64_t bytes);
  /// Not collective. Calls `work` unless something failed on this rank, and keeps what it throws.
  template <class Work>
  void keep_error(Work&& work) {
    if (!error_.noted()) error_.guard([] { return std::size_t{0}; }, std::forward<Work>(work));
  }
  /// Not collective. Throws DataError when something failed on this rank.
  void require_written() const;
  /// Collective. Throws on all ranks what failed on any.
  void agree() const { error_.agree(ranks_); }

  /// Collective. Brings all that was written to the disk, gives the file its name, and brings that to the
  /// disk, too.
  void commit();

 private:
  void open(const std::string& maker);
  void close();
  [[noreturn]] void fail(int reason, const char* remedy) const;

  std::filesystem::path path_, temporary_;
  const mpi::Communicator& ranks_;  ///< lives longer
  int file_ = -1;
  bool committed_ = false;
  mpi::FirstError error_;
};

}  // namespace lampyris::io::h5
