// SPDX-License-Identifier: Apache-2.0
#include "io/text/tsv_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

void split(std::string_view line, std::vector<std::string_view>& cells) {
  cells.clear();
  for (auto tab = line.find('\t'); tab != std::string_view::npos; tab = line.find('\t')) {
    cells.push_back(line.substr(0, tab));
    line.remove_prefix(tab + 1);
  }
  cells.push_back(line);
}

void drop_carriage_return(std::string& line) {
  if (!line.empty() && line.back() == '\r') line.pop_back();
}

}  // namespace

TsvReader::TsvReader(const std::filesystem::path& path) : path_(path), file_(path, std::ios::binary) {
  if (!file_)
    throw DataError(fmt::format("cannot read {}: expected a table of a run directory", path.string()));
  if (!std::getline(file_, line_)) {
    throw DataError(fmt::format("{} is empty: expected a header of column names", path.string()));
  }
  drop_carriage_return(line_);
  split(line_, cells_);
  columns_.assign(cells_.begin(), cells_.end());
}

std::optional<std::size_t> TsvReader::find(std::string_view column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

std::size_t TsvReader::column(std::string_view column) const {
  const auto found = find(column);
  if (!found)
    throw DataError(fmt::format("{} has no column {}; run its stage again", path_.string(), column));
  return *found;
}

bool TsvReader::next() {
  if (!std::getline(file_, line_)) return false;
  ++line_number_;
  drop_carriage_return(line_);
  split(line_, cells_);
  if (cells_.size() != columns_.size()) {
    throw DataError(fmt::format("{}, line {}: {} cells where the header has {}", path_.string(), line_number_,
                                cells_.size(), columns_.size()));
  }
  return true;
}

}  // namespace lampyris::io
