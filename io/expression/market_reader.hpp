// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "io/text/line_reader.hpp"

namespace lampyris::io {

/// The first two lines of a Matrix Market file that are no comment.
struct MarketHeader {
  enum class Field { integer, real, pattern };
  Field field = Field::real;
  bool symmetric = false;  ///< an entry off the diagonal stands for two
  std::size_t rows = 0, columns = 0, entries = 0;
};

struct MarketEntry {
  std::size_t row = 0, column = 0;  ///< from 0
  float value = 0;
};

/// Entries of a matrix in the Matrix Market coordinate format, plain or gzip (Boisvert, Pozo & Remington
/// 1996, NISTIR 5935), as they stand in the file. Everything throws DataError that names file and line: what
/// LineReader throws; no header of an integer, real or pattern matrix, general or symmetric; an entry that is
/// no entry, out of range or not finite; more or fewer entries than the header says.
class MarketReader {
 public:
  explicit MarketReader(const std::filesystem::path& path);

  [[nodiscard]] const MarketHeader& header() const noexcept { return header_; }
  /// False after the last entry.
  bool next(MarketEntry& entry);
  /// "file line n", of the entry read last.
  [[nodiscard]] std::string where() const;

 private:
  bool next_line(std::string_view& line);
  void read_kind(std::string_view line);
  void read_size(std::string_view line);
  [[noreturn]] void refuse(const std::string& reason) const;

  LineReader lines_;
  MarketHeader header_;
  std::size_t read_ = 0;
};

}  // namespace lampyris::io
