// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "io/text/line_reader.hpp"

namespace lampyris::io {

/// Rows of cells of a small text table whose first line that is not blank is its header, read row by row;
/// blank lines are left out. The delimiter is that of the header (see find_delimiter). The header may lack
/// the first column's name, as R writes it: then it gets an empty one. Everything throws DataError that names
/// file and line: an empty file, nothing but a header, a ragged row.
class TableReader {
 public:
  explicit TableReader(const std::filesystem::path& path);

  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
  /// Reads the cells of the next row, valid until the next call; false at the end.
  bool next(std::vector<std::string_view>& cells);
  /// Returns "file line n", of the row read last.
  [[nodiscard]] std::string where() const;

 private:
  bool read_row();

  LineReader lines_;
  char delimiter_ = '\0';
  std::vector<std::string> columns_;
  std::vector<std::string_view> row_;
  bool row_waits_ = false;  // the first row was read to understand the header
};

}  // namespace lampyris::io
