// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/expression/text_layout.hpp"
#include "io/text/cells.hpp"
#include "io/text/line_reader.hpp"

namespace lampyris::io {

/// How to read a text matrix.
struct TextChoice {
  std::string format = "auto";  ///< of matrix_formats(), one of a text; auto: by the first line
  std::string gene_field{};     ///< which of the layout's fields of rows is the id of a row; empty = its own
};

/// A text matrix row by row: a header of column ids, then rows of an id and values. The header may name the
/// column of row ids or leave it out, as R writes it; the first row decides. The delimiter is found in the
/// header (see find_delimiter), blank lines are left out. Files of a known layout (see TextLayout) are read
/// alike. Everything throws DataError that names file and line.
class MatrixReader {
 public:
  /// Throws also for an empty file and for a header without rows, and UsageError when there is no such field
  /// of genes.
  explicit MatrixReader(const std::filesystem::path& path, const TextChoice& choice = {});

  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
  /// The header's name of the column of row ids; may be empty.
  [[nodiscard]] const std::string& corner() const noexcept { return corner_; }
  [[nodiscard]] std::size_t header_line() const noexcept { return header_line_; }

  /// Returns the layout of a file that has a known one; without a name for a plain matrix.
  [[nodiscard]] const TextLayout& layout() const noexcept { return layout_; }

  /// Goes to the next row; false at the end.
  bool next();
  /// Returns the id of the row read last; valid until the next one.
  [[nodiscard]] std::string_view id() const noexcept { return row_.first; }
  /// Parses the values of the row read last; missing ones become NaN. Throws for a ragged row (`values` has
  /// the size of columns()), for text where a number is due and for an infinite number.
  void read(std::span<float> values) const;

  [[nodiscard]] std::size_t line() const noexcept { return lines_.number(); }
  [[nodiscard]] std::size_t bytes_read() const { return lines_.bytes_read(); }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return lines_.path(); }
  /// Returns "file line n", of the row read last.
  [[nodiscard]] std::string where() const;

 private:
  void read_header(const std::string& format);
  bool read_layout(std::string_view first_line, const std::string& format);
  void choose_field(const std::string& gene_field);
  void check_end() const;

  LineReader lines_;
  TextLayout layout_;
  std::size_t rows_ = 0;
  std::size_t id_field_ = 0;  // of the cells before the values; 0 is the first
  char delimiter_ = '\0';
  std::string corner_;
  std::vector<std::string> columns_;
  std::size_t header_line_ = 0;
  SplitLine row_{};
  bool row_waits_ = false;  // the first row was read to understand the header
};

}  // namespace lampyris::io
