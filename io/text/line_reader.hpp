// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace lampyris::io {

/// Lines of a text file, plain or gzip, whatever their ends: LF, CRLF or CR. Holds one line and a buffer,
/// never the file. Everything throws DataError that names the file: no such file, a directory, truncated or
/// damaged gzip, a gzip that expands more than 500 times (from 64 MiB on, which no table does), a line of
/// more than 1 GiB, a NUL byte, text that is not UTF-8.
class LineReader {
 public:
  enum class Encoding { utf8, any };

  /// `encoding` any: lines come as they stand, until require_utf8.
  explicit LineReader(std::filesystem::path path, Encoding encoding = Encoding::utf8);

  /// Reads the next line without its end, valid until the next call; false at the end of the file. A byte
  /// order mark is left out.
  bool next(std::string_view& line);
  /// Refuses other encodings from here on. `line` is the one read last, or what is left of it.
  void require_utf8(std::string_view line);
  /// Returns the number of the line read last, from 1.
  [[nodiscard]] std::size_t number() const noexcept { return number_; }
  /// Returns how much of the file as it lies on disk has been read, in bytes.
  [[nodiscard]] std::size_t bytes_read() const;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  struct CloseFile {
    void operator()(gzFile file) const { gzclose(file); }
  };

  [[nodiscard]] const char* find_end();
  bool refill();
  void take(std::size_t bytes);
  void skip_mark();

  std::filesystem::path path_;
  Encoding encoding_;
  std::unique_ptr<gzFile_s, CloseFile> file_;
  std::vector<char> buffer_;
  std::size_t first_ = 0;     // of the line that comes next, in buffer_
  std::size_t filled_ = 0;    // end of what was read
  std::size_t searched_ = 0;  // no line end from first_ to here
  std::size_t feed_ = 0;      // the next LF, or filled_ when there is none; of use when >= searched_
  bool feed_known_ = false;
  std::size_t number_ = 0;
  std::size_t expanded_ = 0;  // bytes of text so far
  bool only_ascii_ = true;    // so far
  bool ended_ = false;
  bool after_return_ = false;  // the last line ended with CR: a LF that follows belongs to it
};

}  // namespace lampyris::io
