// SPDX-License-Identifier: Apache-2.0
#include "io/cohort/expression_rows.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <system_error>

#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

static_assert(std::endian::native == std::endian::little, "the values of a cohort file are little-endian");

// Calls use(position in the file, first value, count) for every piece of the row, one a chunk. Pieces that
// follow each other in the file would need chunks of one row, so there is nothing to join.
template <class Use>
void for_each_piece(const h5::ChunkMap& map, std::size_t sample, Slice genes, const Use& use) {
  const std::size_t width = map.chunk[1];
  for (std::size_t gene = genes.offset; gene < genes.end();) {
    const std::size_t count = std::min(width - gene % width, genes.end() - gene);
    use(map.of(sample, gene), gene - genes.offset, count);
    gene += count;
  }
}

std::string reason(int error) {
  return std::system_category().message(error);
}

int open_file(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw DataError(fmt::format("{}: cannot be read: {}", path.string(), reason(errno)));
  // What lies around a piece is of other samples: the system must not read ahead.
  posix_fadvise(file, 0, 0, POSIX_FADV_RANDOM);
  return file;
}

}  // namespace

ExpressionRows::ExpressionRows(const std::filesystem::path& path, Slice samples, Slice genes)
    : path_(path),
      genes_(genes),
      map_(h5::map_chunks(path, "/expression", {samples, genes})),
      file_(open_file(path)) {}

ExpressionRows::~ExpressionRows() {
  close(file_);
}

void ExpressionRows::read(std::size_t sample, float* values) const {
  for_each_piece(map_, sample, genes_, [&](std::uint64_t position, std::size_t first, std::size_t count) {
    auto* to = reinterpret_cast<char*>(values + first);
    for (std::size_t left = count * sizeof(float); left > 0;) {
      const ssize_t got = pread(file_, to, left, static_cast<off_t>(position));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        throw DataError(
            fmt::format("{}: cannot read /expression, sample {}: {}", path_.string(), sample, reason(errno)));
      }
      if (got == 0) {
        throw DataError(
            fmt::format("{}: ends within /expression, at sample {}: it was cut short while it was read; "
                        "import it again",
                        path_.string(), sample));
      }
      to += got;
      position += static_cast<std::uint64_t>(got);
      left -= static_cast<std::size_t>(got);
    }
  });
}

void ExpressionRows::fetch(std::size_t sample) const {
  for_each_piece(map_, sample, genes_, [&](std::uint64_t position, std::size_t, std::size_t count) {
    posix_fadvise(file_, static_cast<off_t>(position), static_cast<off_t>(count * sizeof(float)),
                  POSIX_FADV_WILLNEED);
  });
}

}  // namespace lampyris::io
