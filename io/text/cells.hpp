// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lampyris::io {

/// Returns the cell without blanks around it and without the quotes around that.
[[nodiscard]] std::string_view strip_cell(std::string_view cell);

/// Whether the cell, which is stripped, is empty, NA, N/A, NaN, null or -, in any case.
[[nodiscard]] bool is_missing(std::string_view cell);

/// Returns a column's name as names are compared: in lower case, with _ for every blank, dot and hyphen,
/// without a leading #.
[[nodiscard]] std::string normal_name(std::string_view name);

/// Returns the delimiter of a line: tab where there is any, else the more frequent of comma and semicolon
/// outside quotes, else '\0'.
[[nodiscard]] char find_delimiter(std::string_view line);

/// Splits a line into its cells, stripped. `delimiter` ' ' means any run of blanks. A delimiter inside a
/// quoted cell belongs to the cell. The views point into `line`.
void split_cells(std::string_view line, char delimiter, std::vector<std::string_view>& cells);

/// The first cell, stripped, and the text after its delimiter (no text at all when there is no delimiter).
struct SplitLine {
  std::string_view first, rest;
  bool has_rest;
};
[[nodiscard]] SplitLine split_first(std::string_view line, char delimiter);

/// Whether the line holds nothing but blanks.
[[nodiscard]] bool is_blank(std::string_view line);

}  // namespace lampyris::io
