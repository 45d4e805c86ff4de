// SPDX-License-Identifier: Apache-2.0
#include "io/text/value_row.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "io/text/cells.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

/// A cell that is not a bare number: quoted, with blanks around or a plus sign before it, missing, or wrong.
std::optional<BadCell> read_cell(std::string_view cell, float& value) {
  cell = strip_cell(cell);
  value = std::numeric_limits<float>::quiet_NaN();
  if (is_missing(cell)) return std::nullopt;
  const bool plus = cell.size() > 1 && cell[0] == '+' && cell[1] != '-';
  const char* const begin = cell.data() + static_cast<std::size_t>(plus);
  const char* const end = cell.data() + cell.size();
  if (read_leading_number(begin, end, value) != end) return BadCell{0, cell, false};
  if (std::isinf(value)) return BadCell{0, cell, true};
  return std::nullopt;
}

}  // namespace

ValueRow read_values(std::string_view text, char delimiter, std::span<float> values) {
  ValueRow row;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (;;) {
    float spare = 0;
    float& value = row.cells < values.size() ? values[row.cells] : spare;
    const char* const stop = read_leading_number(at, end, value);
    const bool plain = stop != nullptr && (stop == end || *stop == delimiter) && std::isfinite(value);
    const char* cell_end = plain ? stop : std::find(at, end, delimiter);
    if (!plain) {
      auto bad = read_cell({at, static_cast<std::size_t>(cell_end - at)}, value);
      if (bad && !row.bad) {
        bad->index = row.cells;
        row.bad = bad;
      }
    }
    ++row.cells;
    if (cell_end == end) return row;
    at = cell_end + 1;
  }
}

}  // namespace lampyris::io
