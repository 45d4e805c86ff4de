// SPDX-License-Identifier: Apache-2.0
#include "io/text/table_difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string_view>

#include "io/files/sha256.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == '\t') {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

std::optional<std::string> first_other_cell(const fs::path& known, const fs::path& made,
                                            const std::vector<std::string>& ignored) {
  std::ifstream a(known);
  std::ifstream b(made);
  std::vector<std::string> columns;
  std::string left;
  std::string right;
  for (std::size_t line = 1;; ++line) {
    const bool more_left = static_cast<bool>(std::getline(a, left));
    const bool more_right = static_cast<bool>(std::getline(b, right));
    if (!more_left && !more_right) return std::nullopt;
    if (more_left != more_right) return fmt::format("line {}: only one of them has it", line);
    const auto x = cells_of(left);
    const auto y = cells_of(right);
    if (line == 1) columns = x;
    for (std::size_t c = 0; c < std::max(x.size(), y.size()); ++c) {
      const std::string column = c < columns.size() ? columns[c] : std::to_string(c + 1);
      if (std::find(ignored.begin(), ignored.end(), column) != ignored.end()) continue;
      if (c >= x.size() || c >= y.size())
        return fmt::format("line {}: {} cells, then {}", line, x.size(), y.size());
      if (x[c] != y[c]) return fmt::format("line {}, column {}: {}, then {}", line, column, x[c], y[c]);
    }
  }
}

std::string first_other_byte(const fs::path& known, const fs::path& made) {
  std::ifstream a(known, std::ios::binary);
  std::ifstream b(made, std::ios::binary);
  using Bytes = std::istreambuf_iterator<char>;
  std::size_t at = 0;
  for (Bytes x(a), y(b), end; x != end || y != end; ++x, ++y, ++at) {
    if (x == end || y == end || *x != *y) break;
  }
  return fmt::format("byte {}", at);
}

}  // namespace

std::optional<std::string> difference_of(const KnownFile& known, const fs::path& made,
                                         const std::vector<std::string>& ignored) {
  if (!fs::exists(made)) return "it was not made";
  if (sha256_of(made) == known.sha256) return std::nullopt;
  const auto kind = made.extension();
  if (kind == ".tsv" || kind == ".gmt") return first_other_cell(known.path, made, ignored);
  return first_other_byte(known.path, made);
}

}  // namespace lampyris::io
