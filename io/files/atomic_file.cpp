// SPDX-License-Identifier: Apache-2.0
#include "io/files/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <random>
#include <string>
#include <system_error>

#include "io/files/descriptor.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

std::atomic<void (*)()> write_guard = nullptr;

[[noreturn]] void fail(const fs::path& path, const std::string& reason, const char* advice) {
  throw DataError(fmt::format("cannot write {}: {}; {}", path.string(), reason, advice));
}

[[noreturn]] void fail_full(const fs::path& path, int reason) {
  fail(path, std::strerror(reason), "free some space or choose another directory");
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

void require_replaceable(const fs::path& path) {
  std::error_code ignored;
  const auto what = fs::symlink_status(path, ignored);
  if (!fs::exists(what) || fs::is_regular_file(what) || fs::is_symlink(what)) return;
  fail(path, fs::is_directory(what) ? "it is a directory" : "it is a device, a pipe or a socket",
       "name a file");
}

// Some filesystems cannot bring a directory to the disk, and say so; their names are there by themselves.
bool bring_to_disk(const Descriptor& file) {
  return fsync(file.get()) == 0 || errno == EINVAL || errno == ENOTSUP;
}

void write_all(const Descriptor& file, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_full(path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void set_write_guard(void (*guard)()) {
  write_guard = guard;
}

fs::path make_temporary(const fs::path& path) {
  require_replaceable(path);
  std::random_device random;
  for (;;) {
    fs::path name = folder_of(path) / fmt::format(".{}.{:08x}.partial", path.filename().string(), random());
    // Not mkstemp, whose files are the owner's alone, whatever umask says.
    const Descriptor file(::open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666));
    if (file) return name;
    if (errno != EEXIST)
      fail(path, std::strerror(errno), "choose a directory that exists and can be written");
  }
}

std::optional<fs::path> target_of_temporary(const fs::path& temporary) {
  const std::string name = temporary.filename().string();
  constexpr std::string_view end = ".partial";
  constexpr std::size_t digits = 8;
  constexpr std::size_t around = 2 + digits + end.size();  // and a dot before and behind the name
  if (name.size() <= around || name.front() != '.' || !name.ends_with(end)) return std::nullopt;
  const std::string drawn = name.substr(name.size() - end.size() - digits, digits);
  if (drawn.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
  if (name[name.size() - end.size() - digits - 1] != '.') return std::nullopt;
  return temporary.parent_path() / name.substr(1, name.size() - around);
}

void sync_to_disk(const fs::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) fail_full(path, errno);
  if (!bring_to_disk(file)) fail_full(path, errno);
}

std::error_code make_directories(const fs::path& path) {
  std::error_code failure;
  if (path.empty() || fs::is_directory(path, failure)) return {};
  if (const auto above = make_directories(path.parent_path())) return above;
  if (!fs::create_directory(path, failure)) return failure;
  const Descriptor above(::open(folder_of(path).c_str(), O_RDONLY | O_CLOEXEC));
  // Who may not read the folder above cannot bring it to the disk; the directory is there all the same.
  if (above && !bring_to_disk(above)) return {errno, std::generic_category()};
  return {};
}

void put_in_place(const fs::path& temporary, const fs::path& path) {
  try {
    if (auto* const guard = write_guard.load()) guard();
    require_replaceable(path);
    sync_to_disk(temporary);
    std::error_code failure;
    fs::rename(temporary, path, failure);
    if (failure) fail_full(path, failure.value());
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(temporary, ignored);
    throw;
  }
  sync_to_disk(folder_of(path));
}

void write_atomically(const fs::path& path, std::string_view content) {
  const fs::path temporary = make_temporary(path);
  try {
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file) fail_full(path, errno);
    write_all(file, content, path);
    if (!bring_to_disk(file) || !file.close()) fail_full(path, errno);
  } catch (...) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw;
  }
  put_in_place(temporary, path);
}

}  // namespace lampyris::io
