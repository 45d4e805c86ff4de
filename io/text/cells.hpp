#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lampyris::io {

/// Without blanks around it and without the quotes around that.
[[nodiscard]] std::string_view strip_cell(std::string_view cell);

/// Empty, NA, N/A, NaN, null or -, in any case; `cell` is stripped.
[[nodiscard]] bool is_missing(std::string_view cell);

/// In lower case, with _ for every blank, dot and hyphen, without a leading #: how column names are compared.
[[nodiscard]] std::string normal_name(std::string_view name);

/// Of a line: tab where there is any, else the more frequent of comma and semicolon outside quotes, else
/// '\0'.
[[nodiscard]] char find_delimiter(std::string_view line);

/// The cells of a line, stripped. `delimiter` ' ' means any run of blanks. A delimiter inside a quoted cell
/// belongs to the cell. The views point into `line`.
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
