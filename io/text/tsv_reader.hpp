// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lampyris::io {

/// Reads a table of a run directory row by row: tab-separated, a header, as many cells in every row.
class TsvReader {
 public:
  /// Throws DataError: no such file, no header.
  explicit TsvReader(const std::filesystem::path& path);

  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
  /// Returns the place of the column. Throws DataError when the table has no such column.
  [[nodiscard]] std::size_t column(std::string_view column) const;

  /// Reads the next row, valid until the next call; false at the end. Throws DataError (with the line) for a
  /// row of another length.
  bool next();
  [[nodiscard]] const std::vector<std::string_view>& cells() const { return cells_; }

 private:
  std::filesystem::path path_;
  std::ifstream file_;
  std::vector<std::string> columns_;
  std::string line_;
  std::vector<std::string_view> cells_;
  std::size_t line_number_ = 1;
};

}  // namespace lampyris::io
