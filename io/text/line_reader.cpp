// SPDX-License-Identifier: Apache-2.0
#include "io/text/line_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>
#include <utility>

#include "src/base/error.hpp"
#include "src/base/utf8.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t least_buffer = std::size_t{1} << 12;
constexpr std::size_t most_buffer = std::size_t{1} << 20;
constexpr std::size_t longest_line = std::size_t{1} << 30;
// deflate reaches 1032 on one letter alone, matrices of zeros with some counts between them 20 to 200.
constexpr std::size_t most_expansion = 500;
constexpr std::size_t free_expansion = std::size_t{1} << 26;

// A small file needs no large buffer.
std::size_t buffer_bytes(const std::filesystem::path& path) {
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  return failure ? most_buffer : std::clamp<std::size_t>(size, least_buffer, most_buffer);
}

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char letter : text) all |= static_cast<unsigned char>(letter);
  return all < 0x80;
}

}  // namespace

LineReader::LineReader(std::filesystem::path path, Encoding encoding)
    : path_(std::move(path)), encoding_(encoding) {
  std::error_code ignored;
  if (!std::filesystem::exists(path_, ignored)) {
    throw DataError(fmt::format("{}: no such file", path_.string()));
  }
  if (std::filesystem::is_directory(path_, ignored)) {
    throw DataError(fmt::format("{}: a directory; must be a file", path_.string()));
  }
  file_.reset(gzopen(path_.c_str(), "rb"));
  if (!file_) throw DataError(fmt::format("{}: cannot be read: {}", path_.string(), std::strerror(errno)));
  buffer_.resize(buffer_bytes(path_));
  gzbuffer(file_.get(), static_cast<unsigned>(std::min<std::size_t>(buffer_.size(), 1U << 18)));
  refill();
  skip_mark();
}

void LineReader::skip_mark() {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (std::string_view(buffer_.data(), filled_).starts_with(mark)) first_ = searched_ = mark.size();
}

void LineReader::require_utf8(std::string_view line) {
  encoding_ = Encoding::utf8;
  if (is_utf8(line)) return;
  throw DataError(fmt::format("{} line {}: not UTF-8; convert the file, as by iconv -f latin1 -t utf-8",
                              path_.string(), number_));
}

std::size_t LineReader::bytes_read() const {
  const auto offset = gzoffset(file_.get());
  return offset < 0 ? 0 : static_cast<std::size_t>(offset);
}

bool LineReader::refill() {
  if (ended_) return false;
  if (first_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + first_, filled_ - first_);
    searched_ -= first_;
    filled_ -= first_;
    first_ = 0;
  }
  if (filled_ == buffer_.size()) {
    if (filled_ >= longest_line) {
      throw DataError(fmt::format("{} line {}: longer than 1 GiB; must be text with line ends",
                                  path_.string(), number_ + 1));
    }
    buffer_.resize(2 * buffer_.size());
  }
  const int read =
      gzread(file_.get(), buffer_.data() + filled_, static_cast<unsigned>(buffer_.size() - filled_));
  int code = Z_OK;
  const char* reason = gzerror(file_.get(), &code);
  // A truncated file is told only by the code, once everything before the cut was given.
  if (read < 0 || code == Z_BUF_ERROR || code == Z_DATA_ERROR) {
    throw DataError(fmt::format("{} after line {}: {}; fetch the file again", path_.string(), number_,
                                code == Z_BUF_ERROR ? "truncated gzip"
                                : code == Z_ERRNO   ? std::strerror(errno)
                                                    : reason));
  }
  take(static_cast<std::size_t>(read));
  ended_ = read == 0;
  return read > 0;
}

// Looks at what was read behind filled_.
void LineReader::take(std::size_t bytes) {
  const std::string_view text(buffer_.data() + filled_, bytes);
  if (text.find('\0') != std::string_view::npos) {
    const auto where = number_ > 0 ? fmt::format(" after line {}", number_) : std::string();
    throw DataError(
        fmt::format("{}{}: binary content; must be text in UTF-8, plain or gzip", path_.string(), where));
  }
  expanded_ += bytes;
  if (expanded_ > free_expansion && expanded_ / most_expansion > bytes_read()) {
    throw DataError(
        fmt::format("{} after line {}: expands more than {} times; no table does, so it is not read",
                    path_.string(), number_, most_expansion));
  }
  only_ascii_ = only_ascii_ && is_ascii(text);
  filled_ += bytes;
  feed_known_ = false;
}

const char* LineReader::find_end() {
  const char* data = buffer_.data();
  if (!feed_known_ || feed_ < searched_) {
    const auto* at = static_cast<const char*>(std::memchr(data + searched_, '\n', filled_ - searched_));
    feed_ = at == nullptr ? filled_ : static_cast<std::size_t>(at - data);
    feed_known_ = true;
  }
  const auto* end = static_cast<const char*>(std::memchr(data + searched_, '\r', feed_ - searched_));
  if (end == nullptr && feed_ < filled_) end = data + feed_;
  if (end == nullptr) searched_ = filled_;
  return end;
}

bool LineReader::next(std::string_view& line) {
  if (after_return_) {
    if (first_ == filled_) refill();
    if (first_ < filled_ && buffer_[first_] == '\n') searched_ = ++first_;
    after_return_ = false;
  }
  const char* end = find_end();
  while (end == nullptr && refill()) end = find_end();
  if (end == nullptr && first_ == filled_) return false;

  const std::size_t stop = end == nullptr ? filled_ : static_cast<std::size_t>(end - buffer_.data());
  line = {buffer_.data() + first_, stop - first_};
  after_return_ = end != nullptr && *end == '\r';
  first_ = searched_ = std::min(filled_, stop + (end == nullptr ? 0 : 1));
  ++number_;
  if (!only_ascii_ && encoding_ == Encoding::utf8) require_utf8(line);
  return true;
}

}  // namespace lampyris::io
