// SPDX-License-Identifier: Apache-2.0
#include "io/text/table_reader.hpp"

#include <fmt/format.h>

#include "io/text/cells.hpp"
#include "io/text/format_registry.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {

TableReader::TableReader(const std::filesystem::path& path) : lines_(path) {
  std::string_view line;
  if (!next_filled_line(lines_, line)) {
    throw DataError(fmt::format("{}: empty; must be a table with a header", path.string()));
  }
  // A table of one column has no delimiter; tab then finds the one cell.
  delimiter_ = find_delimiter(line);
  if (delimiter_ == '\0') delimiter_ = '\t';
  split_cells(line, delimiter_, row_);
  columns_.assign(row_.begin(), row_.end());

  row_waits_ = read_row();
  if (!row_waits_) throw DataError(fmt::format("{}: a header without rows", path.string()));
  if (row_.size() == columns_.size() + 1) columns_.insert(columns_.begin(), std::string());
}

std::string TableReader::where() const {
  return fmt::format("{} line {}", lines_.path().string(), lines_.number());
}

bool TableReader::read_row() {
  std::string_view line;
  if (!next_filled_line(lines_, line)) return false;
  split_cells(line, delimiter_, row_);
  return true;
}

bool TableReader::next(std::vector<std::string_view>& cells) {
  if (!row_waits_ && !read_row()) return false;
  row_waits_ = false;
  if (row_.size() != columns_.size()) {
    throw DataError(fmt::format("{}: {} cells; the header has {}", where(), row_.size(), columns_.size()));
  }
  cells = row_;
  return true;
}

}  // namespace lampyris::io
