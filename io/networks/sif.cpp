// SPDX-License-Identifier: Apache-2.0
// SIF of Cytoscape and Pathway Commons: a gene, a relation, and the genes that it has this relation to.
#include <algorithm>

#include "io/networks/network_format.hpp"
#include "io/text/cells.hpp"
#include "io/text/format_registry.hpp"

namespace lampyris::io {
namespace {

// By tabs where there are any, as names may then have blanks.
void split_sif(std::string_view line, std::vector<std::string_view>& cells) {
  split_cells(line, line.find('\t') == std::string_view::npos ? ' ' : '\t', cells);
}

// "pp", "interacts-with": no gene, which has a capital or a digit.
bool is_relation(std::string_view word) {
  return !word.empty() &&
         std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '_'; });
}

void take(const std::vector<std::string_view>& cells, EdgeCollector& edges) {
  if (cells.size() == 1) return;  // a gene without edges
  if (cells.size() == 2) edges.refuse("two cells; an edge needs a gene, a relation and a gene");
  for (std::size_t to = 2; to < cells.size(); ++to) edges.add(cells[0], cells[to], std::nullopt);
}

}  // namespace

bool is_sif(std::string_view first_line) {
  std::vector<std::string_view> cells;
  split_sif(first_line, cells);
  return !has_edge_header(first_line) && cells.size() > 2 && is_relation(cells[1]) &&
         !is_relation(cells[0]) && !is_relation(cells[2]);
}

void read_sif(LineReader& lines, const std::string& first_line, EdgeCollector& edges) {
  std::vector<std::string_view> cells;
  split_sif(first_line, cells);
  take(cells, edges);
  for (std::string_view line; next_filled_line(lines, line);) {
    split_sif(line, cells);
    take(cells, edges);
  }
}

}  // namespace lampyris::io
