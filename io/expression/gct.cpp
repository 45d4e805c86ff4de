// SPDX-License-Identifier: Apache-2.0
// GCT of the Broad Institute: version 1.2 has a description of each row, 1.3 fields of rows and columns.
#include <fmt/format.h>

#include "io/expression/matrix_format.hpp"
#include "io/text/cells.hpp"
#include "src/base/error.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

struct Sizes {
  std::size_t rows, columns, row_fields, column_fields;
};

std::string at(const LineReader& lines) {
  return fmt::format("{} line {}", lines.path().string(), lines.number());
}

// The cells of the next line without the empty ones at its end, which spreadsheets add.
std::vector<std::string> next_cells(LineReader& lines, const char* what) {
  std::string_view line;
  if (!lines.next(line)) throw DataError(fmt::format("{}: ends before {}", lines.path().string(), what));
  std::vector<std::string_view> cells;
  split_cells(line, '\t', cells);
  while (!cells.empty() && cells.back().empty()) cells.pop_back();
  return {cells.begin(), cells.end()};
}

std::size_t count_of(const std::string& cell, const LineReader& lines) {
  constexpr std::size_t most = 1'000'000'000;
  const auto count = read_size(cell);
  if (!count || *count > most) {
    throw DataError(fmt::format("{}: \"{}\"; must be a number of rows or columns", at(lines), cell));
  }
  return *count;
}

Sizes read_sizes(LineReader& lines, bool third) {
  const auto cells = next_cells(lines, "the numbers of rows and columns");
  if (cells.size() != (third ? 4 : 2)) {
    throw DataError(fmt::format("{}: {} cells; GCT {} has {} numbers here", at(lines), cells.size(),
                                third ? "1.3" : "1.2", third ? 4 : 2));
  }
  const auto number = [&](std::size_t i) { return count_of(cells[i], lines); };
  return {number(0), number(1), third ? number(2) : 1, third ? number(3) : 0};
}

bool is_gct(std::string_view first_line) {
  return first_line.starts_with("#1.2") || first_line.starts_with("#1.3");
}

TextLayout read_gct_layout(LineReader& lines, std::string_view first_line) {
  lines.require_utf8(first_line);
  const bool third = first_line.starts_with("#1.3");
  const Sizes sizes = read_sizes(lines, third);
  TextLayout layout;
  layout.name = third ? "GCT 1.3" : "GCT 1.2";
  layout.rows = sizes.rows;
  const auto header = next_cells(lines, "its header");
  const std::size_t before = 1 + sizes.row_fields;
  if (header.size() != before + sizes.columns) {
    throw DataError(fmt::format("{}: {} cells; {} fields of rows and {} samples make it {}", at(lines),
                                header.size(), sizes.row_fields, sizes.columns, before + sizes.columns));
  }
  layout.corner = header.front();
  layout.row_field_names.assign(header.begin() + 1, header.begin() + static_cast<std::ptrdiff_t>(before));
  layout.samples.assign(header.begin() + static_cast<std::ptrdiff_t>(before), header.end());
  for (std::size_t field = 0; field < sizes.column_fields; ++field) {
    auto cells = next_cells(lines, "the fields of its columns");
    cells.resize(before + sizes.columns);
    layout.annotation.columns.push_back(cells.front());
    std::vector<std::string> values(cells.begin() + static_cast<std::ptrdiff_t>(before), cells.end());
    for (auto& value : values) {
      if (value == "-666") value.clear();  // cmapPy's missing value
    }
    layout.annotation.values.push_back(std::move(values));
  }
  return layout;
}

}  // namespace

MatrixFormat gct_format() {
  return {"gct", TextMatrix{is_gct, read_gct_layout}};
}

}  // namespace lampyris::io
