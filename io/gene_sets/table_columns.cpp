// SPDX-License-Identifier: Apache-2.0
#include "io/gene_sets/table_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "io/text/cells.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) plain += static_cast<char>(std::tolower(byte));
  }
  return plain;
}

}  // namespace

Columns::Columns(const std::vector<std::string>& names) {
  for (const auto& name : names) names_.push_back(plain_name(name));
}

Columns Columns::of_line(std::string_view line) {
  std::vector<std::string_view> cells;
  split_cells(line, line.find('\t') == std::string_view::npos ? ' ' : '\t', cells);
  return Columns(std::vector<std::string>(cells.begin(), cells.end()));
}

std::optional<std::size_t> Columns::find(std::initializer_list<std::string_view> names) const {
  for (const auto name : names) {
    const auto at = std::ranges::find(names_, name);
    if (at != names_.end()) return static_cast<std::size_t>(at - names_.begin());
  }
  return std::nullopt;
}

std::size_t Columns::require(std::initializer_list<std::string_view> names,
                             const std::filesystem::path& path) const {
  if (const auto at = find(names)) return *at;
  throw DataError(fmt::format("{}: no column \"{}\" between the tabs, commas or semicolons of its header",
                              path.string(), *names.begin()));
}

}  // namespace lampyris::io
