// SPDX-License-Identifier: Apache-2.0
#include "io/files/sha256.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <numeric>
#include <span>
#include <system_error>

#include "io/files/descriptor.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

struct FreeDigest {
  void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
};

std::uintmax_t size_of(const fs::path& file) {
  std::error_code none;
  const auto size = fs::file_size(file, none);
  return none ? 0 : size;
}

// Which rank reads which file: the largest first, each to the rank that has the least to read.
std::vector<int> readers_of(const std::vector<fs::path>& files, int ranks) {
  std::vector<std::size_t> order(files.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<std::uintmax_t> sizes(files.size());
  std::transform(files.begin(), files.end(), sizes.begin(), size_of);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return sizes[a] > sizes[b]; });
  std::vector<std::uintmax_t> load(static_cast<std::size_t>(ranks));
  std::vector<int> readers(files.size());
  for (const std::size_t file : order) {
    const auto least = std::min_element(load.begin(), load.end());
    *least += sizes[file] + 1;
    readers[file] = static_cast<int>(least - load.begin());
  }
  return readers;
}

}  // namespace

std::string sha256_of(const fs::path& file) {
  const Descriptor source(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  const auto require = [&](bool good) {
    if (!good) throw DataError(fmt::format("{}: cannot be read: {}", file.string(), std::strerror(errno)));
  };
  require(static_cast<bool>(source));
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> digest(EVP_MD_CTX_new());
  EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
  std::vector<char> buffer(std::size_t{1} << 20);
  for (;;) {
    const ssize_t count = ::read(source.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    require(count >= 0);
    if (count == 0) break;
    EVP_DigestUpdate(digest.get(), buffer.data(), static_cast<std::size_t>(count));
  }
  std::array<unsigned char, 32> bytes{};
  EVP_DigestFinal_ex(digest.get(), bytes.data(), nullptr);
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

std::vector<std::string> sha256_of(const std::vector<fs::path>& files, const mpi::Communicator& ranks) {
  auto readers = readers_of(files, ranks.size());
  ranks.broadcast(readers);
  std::vector<std::string> hashes(files.size());
  mpi::agreed(ranks, [&] {
    for (std::size_t f = 0; f < files.size(); ++f) {
      if (readers[f] == ranks.rank() && fs::exists(files[f])) hashes[f] = sha256_of(files[f]);
    }
  });
  for (std::size_t f = 0; f < files.size(); ++f) ranks.broadcast(hashes[f], readers[f]);
  return hashes;
}

}  // namespace lampyris::io
