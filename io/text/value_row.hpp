// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace lampyris::io {

/// A cell of a row of values that cannot be used.
struct BadCell {
  std::size_t index;      ///< of the cell, the first of the row being 0
  std::string_view text;  ///< stripped; into the line
  bool infinite;          ///< a number that float cannot hold, else no number at all
};

/// The outcome of reading a row of values.
struct ValueRow {
  std::size_t cells = 0;       ///< found in the line; more or fewer than there is room for means a ragged row
  std::optional<BadCell> bad;  ///< the first one
};

/// Reads the cells of `text`, separated by `delimiter`, as numbers; missing ones become NaN (see is_missing).
/// Cells beyond the room in `values` are counted only.
[[nodiscard]] ValueRow read_values(std::string_view text, char delimiter, std::span<float> values);

}  // namespace lampyris::io
