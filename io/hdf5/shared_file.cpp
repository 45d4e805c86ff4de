// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/shared_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "io/files/atomic_file.hpp"
#include "src/base/error.hpp"

namespace lampyris::io::h5 {
namespace {

namespace fs = std::filesystem;

constexpr const char* free_space = "the disk may be full: free some space or choose another directory";

std::string host() {
  char name[256] = {};
  return ::gethostname(name, sizeof(name) - 1) == 0 ? name : "unknown";
}

fs::path directory_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// What has no fsync, as some file systems, has nothing to bring to the disk.
bool sync(int file) {
  return ::fsync(file) == 0 || errno == EINVAL || errno == ENOSYS || errno == ENOTSUP;
}

}  // namespace

SharedFile::SharedFile(fs::path path, const mpi::Communicator& ranks)
    : path_(std::move(path)), ranks_(ranks) {
  temporary_ = mpi::on_first_rank(ranks_, [&] { return make_temporary(path_).string(); });
  std::string maker = host();
  ranks_.broadcast(maker);
  try {
    mpi::agreed(ranks_, [&] { open(maker); });
  } catch (...) {
    close();
    throw;
  }
}

SharedFile::~SharedFile() {
  close();
}

void SharedFile::close() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
  if (committed_ || temporary_.empty()) return;
  std::error_code ignored;
  fs::remove(temporary_, ignored);
}

void SharedFile::open(const std::string& maker) {
  file_ = ::open(temporary_.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file_ >= 0) return;
  const int reason = errno;
  if (reason != ENOENT) fail(reason, "choose a directory that exists and can be written");
  throw DataError(fmt::format(
      "cannot write {}: rank {} on host {} does not see the file that rank 0 on host {} made in {}; the "
      "directory must be shared between the hosts",
      path_.string(), ranks_.rank(), host(), maker, directory_of(path_).string()));
}

void SharedFile::fail(int reason, const char* remedy) const {
  const auto who = first() ? std::string() : fmt::format("rank {} on host {}: ", ranks_.rank(), host());
  throw DataError(
      fmt::format("cannot write {}: {}{}; {}", path_.string(), who, std::strerror(reason), remedy));
}

void SharedFile::write(const void* data, std::size_t bytes, std::uint64_t position) {
  constexpr std::size_t most = std::size_t{1} << 30;
  keep_error([&] {
    const auto* next = static_cast<const char*>(data);
    while (bytes > 0) {
      const auto done = ::pwrite(file_, next, std::min(bytes, most), static_cast<off_t>(position));
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) fail(done < 0 ? errno : EIO, free_space);
      next += done;
      bytes -= static_cast<std::size_t>(done);
      position += static_cast<std::uint64_t>(done);
    }
  });
}

void SharedFile::resize(std::uint64_t bytes) {
  keep_error([&] {
    if (::ftruncate(file_, static_cast<off_t>(bytes)) != 0) fail(errno, free_space);
  });
}

void SharedFile::require_written() const {
  error_.rethrow();
}

void SharedFile::commit() {
  keep_error([&] {
    if (!sync(file_)) fail(errno, free_space);
    // Some network file systems say only here that there was no space.
    if (::close(std::exchange(file_, -1)) != 0) fail(errno, free_space);
  });
  agree();
  mpi::on_first_rank(ranks_, [&] { put_in_place(temporary_, path_); });
  committed_ = true;
}

}  // namespace lampyris::io::h5
