// SPDX-License-Identifier: Apache-2.0
#include "io/text/cells.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>

namespace lampyris::io {
namespace {

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool equal_in_any_case(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case, {}, lower);
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Where the cell that starts at `from` ends. A quote opens only at the start of a cell: 5'-end is no
/// quotation.
std::size_t cell_end(std::string_view line, std::size_t from, char delimiter) {
  const auto first = line.find_first_not_of(' ', from);
  if (first != std::string_view::npos && line[first] == '"') {
    auto close = line.find('"', first + 1);
    // A quote that is doubled stands for itself.
    while (close != std::string_view::npos && close + 1 < line.size() && line[close + 1] == '"') {
      close = line.find('"', close + 2);
    }
    if (close != std::string_view::npos) from = close;
  }
  return std::min(line.find(delimiter, from), line.size());
}

void split_blanks(std::string_view line, std::vector<std::string_view>& cells) {
  constexpr std::string_view blanks = " \t";
  auto first = line.find_first_not_of(blanks);
  while (first != std::string_view::npos) {
    const auto end = std::min(line.find_first_of(blanks, first), line.size());
    cells.push_back(strip_cell(line.substr(first, end - first)));
    first = line.find_first_not_of(blanks, end);
  }
}

}  // namespace

std::string_view strip_cell(std::string_view cell) {
  cell = trim(cell);
  if (cell.size() >= 2 && (cell.front() == '"' || cell.front() == '\'') && cell.back() == cell.front()) {
    cell = trim(cell.substr(1, cell.size() - 2));
  }
  return cell;
}

bool is_missing(std::string_view cell) {
  constexpr std::array<std::string_view, 5> words = {"na", "n/a", "nan", "null", "-"};
  return cell.empty() ||
         std::ranges::any_of(words, [&](std::string_view word) { return equal_in_any_case(cell, word); });
}

std::string normal_name(std::string_view name) {
  if (name.starts_with('#')) name.remove_prefix(1);
  std::string normal(trim(name));
  std::ranges::transform(normal, normal.begin(),
                         [](char c) { return c == ' ' || c == '.' || c == '-' ? '_' : lower(c); });
  return normal;
}

char find_delimiter(std::string_view line) {
  std::size_t commas = 0;
  std::size_t semicolons = 0;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\t') return '\t';
    commas += static_cast<std::size_t>(c == ',');
    semicolons += static_cast<std::size_t>(c == ';');
  }
  if (commas + semicolons == 0) return '\0';
  return semicolons > commas ? ';' : ',';
}

void split_cells(std::string_view line, char delimiter, std::vector<std::string_view>& cells) {
  cells.clear();
  if (delimiter == ' ') {
    split_blanks(line, cells);
    return;
  }
  const bool quotes = line.find('"') != std::string_view::npos;
  for (std::size_t from = 0;;) {
    const auto end =
        quotes ? cell_end(line, from, delimiter) : std::min(line.find(delimiter, from), line.size());
    cells.push_back(strip_cell(line.substr(from, end - from)));
    if (end == line.size()) return;
    from = end + 1;
  }
}

SplitLine split_first(std::string_view line, char delimiter) {
  const std::size_t end = cell_end(line, 0, delimiter);
  const bool has_rest = end < line.size();
  return {strip_cell(line.substr(0, end)), line.substr(has_rest ? end + 1 : end), has_rest};
}

bool is_blank(std::string_view line) {
  return trim(line).empty();
}

}  // namespace lampyris::io
