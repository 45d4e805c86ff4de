// SPDX-License-Identifier: Apache-2.0
// Tables with an edge in each row, with or without a header; links of STRING among them.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "io/networks/network_format.hpp"
#include "io/text/cells.hpp"
#include "io/text/format_registry.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

struct EdgeColumns {
  std::size_t first = 0;
  std::size_t second = 1;
  std::optional<std::size_t> score;
  bool is_header = false;

  [[nodiscard]] std::size_t needed() const { return std::max({first, second, score.value_or(0)}) + 1; }
};

std::optional<std::size_t> find_name(const std::vector<std::string_view>& cells, std::string_view name) {
  const auto at = std::ranges::find(cells, name, normal_name);
  if (at == cells.end()) return std::nullopt;
  return static_cast<std::size_t>(at - cells.begin());
}

EdgeColumns find_columns(const std::vector<std::string_view>& cells) {
  constexpr std::array<std::array<std::string_view, 2>, 5> genes = {{{"symbol1", "symbol2"},
                                                                     {"gene1", "gene2"},
                                                                     {"protein1", "protein2"},
                                                                     {"source", "target"},
                                                                     {"node1", "node2"}}};
  constexpr std::array<std::string_view, 3> scores = {"combined_score", "score", "weight"};
  EdgeColumns columns;
  for (const auto& pair : genes) {
    const auto first = find_name(cells, pair[0]);
    const auto second = find_name(cells, pair[1]);
    if (!first || !second) continue;
    columns = {*first, *second, std::nullopt, true};
    break;
  }
  for (const auto name : scores) {
    if (!columns.score) columns.score = find_name(cells, name);
  }
  columns.is_header = columns.is_header || columns.score;
  return columns;
}

char edge_delimiter(std::string_view line) {
  const char delimiter = find_delimiter(line);
  return delimiter == '\0' ? ' ' : delimiter;
}

void take(const std::vector<std::string_view>& cells, const EdgeColumns& columns, EdgeCollector& edges) {
  if (cells.size() < columns.needed()) {
    edges.refuse(fmt::format("{} cells; an edge needs {}", cells.size(), columns.needed()));
  }
  const auto score = columns.score ? std::optional(edges.score_of(cells[*columns.score])) : std::nullopt;
  edges.add(cells[columns.first], cells[columns.second], score);
}

}  // namespace

bool is_string_links(std::string_view first_line) {
  std::vector<std::string_view> cells;
  split_cells(first_line, edge_delimiter(first_line), cells);
  return find_name(cells, "protein1") && find_name(cells, "protein2");
}

bool has_edge_header(std::string_view first_line) {
  std::vector<std::string_view> cells;
  split_cells(first_line, edge_delimiter(first_line), cells);
  return find_columns(cells).is_header;
}

bool is_edge_table(std::string_view) {
  return true;
}

void read_edge_table(LineReader& lines, const std::string& first_line, EdgeCollector& edges) {
  const char delimiter = edge_delimiter(first_line);
  std::vector<std::string_view> cells;
  split_cells(first_line, delimiter, cells);
  auto columns = find_columns(cells);
  if (!columns.is_header) {
    if (cells.size() > 2 && read_finite(cells[2])) columns.score = 2;
    take(cells, columns, edges);
  }
  for (std::string_view line; next_filled_line(lines, line);) {
    split_cells(line, delimiter, cells);
    take(cells, columns, edges);
  }
}

}  // namespace lampyris::io
