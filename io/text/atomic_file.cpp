// SPDX-License-Identifier: Apache-2.0
#include "io/text/atomic_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

void write_atomically(const std::filesystem::path& path, std::string_view content) {
  const std::filesystem::path temporary = path.string() + ".partial";
  std::unique_ptr<std::FILE, CloseFile> file(std::fopen(temporary.c_str(), "wb"));
  if (!file) {
    throw DataError(fmt::format("cannot write {}: {}; choose a directory that can be written", path.string(),
                                std::strerror(errno)));
  }
  bool written = std::fwrite(content.data(), 1, content.size(), file.get()) == content.size();
  int reason = errno;
  // A full disk may show only when the buffer is flushed at the end.
  if (std::fclose(file.release()) != 0) {
    if (written) reason = errno;
    written = false;
  }
  std::error_code failure;
  if (written) std::filesystem::rename(temporary, path, failure);
  if (!written || failure) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    throw DataError(fmt::format("cannot write {}: {}; free some space or choose another directory",
                                path.string(), failure ? failure.message() : std::strerror(reason)));
  }
}

}  // namespace lampyris::io
