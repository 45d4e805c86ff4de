// SPDX-License-Identifier: Apache-2.0
// Pajek .net (Batagelj & Mrvar): numbered vertices with labels, then lists of edges or arcs by number.
#include <fmt/format.h>

#include <algorithm>

#include "io/networks/network_format.hpp"
#include "io/text/cells.hpp"
#include "io/text/format_registry.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

constexpr std::string_view blanks = " \t";

enum class Section { vertices, edges, lists, other };

std::string keyword(std::string_view line) {
  return normal_name(line.substr(0, line.find_first_of(blanks)));
}

class PajekReader {
 public:
  explicit PajekReader(EdgeCollector& edges) : edges_(edges) {}

  void take(std::string_view line) {
    if (line.starts_with('*')) {
      enter(line);
      return;
    }
    split_cells(line, ' ', cells_);
    if (section_ == Section::vertices) name_vertex(line);
    if (section_ == Section::edges || section_ == Section::lists) take_edges();
  }

 private:
  void enter(std::string_view line) {
    const auto name = keyword(line);
    section_ = name == "*vertices"                           ? Section::vertices
               : name == "*edges" || name == "*arcs"         ? Section::edges
               : name == "*edgeslist" || name == "*arcslist" ? Section::lists
                                                             : Section::other;
    if (name == "*matrix") edges_.refuse("*Matrix; must be *Edges, *Arcs, *Edgeslist or *Arcslist");
    if (section_ != Section::vertices) return;
    split_cells(line, ' ', cells_);
    const auto count = cells_.size() > 1 ? read_size(cells_[1]) : std::nullopt;
    if (!count) edges_.refuse("*Vertices must be followed by their number");
    vertices_ = *count;
  }

  [[nodiscard]] std::size_t vertex(std::string_view word) const {
    const auto value = read_size(word);
    if (!value || *value < 1 || *value > vertices_) {
      edges_.refuse(fmt::format("vertex \"{}\" must be from 1 to {}", word, vertices_));
    }
    return *value;
  }

  // A label in quotes may have blanks.
  void name_vertex(std::string_view line) {
    const std::size_t at = vertex(cells_[0]);
    if (cells_.size() < 2) return;
    const auto quote = line.find('"');
    const auto end = quote == std::string_view::npos ? quote : line.find('"', quote + 1);
    const auto label = end == std::string_view::npos ? cells_[1] : line.substr(quote + 1, end - quote - 1);
    labels_.insert_or_assign(at, label);
  }

  // A vertex without a label goes by its number.
  [[nodiscard]] std::string label(std::string_view word) const {
    const auto at = labels_.find(vertex(word));
    return at == labels_.end() ? std::string(word) : at->second;
  }

  void take_edges() {
    if (cells_.size() < 2) edges_.refuse("one number; an edge needs two");
    const bool list = section_ == Section::lists;
    const auto score = !list && cells_.size() > 2 ? std::optional(edges_.score_of(cells_[2])) : std::nullopt;
    const auto from = label(cells_[0]);
    for (std::size_t to = 1; to < (list ? cells_.size() : 2); ++to)
      edges_.add(from, label(cells_[to]), score);
  }

  EdgeCollector& edges_;
  Section section_ = Section::other;
  std::size_t vertices_ = 0;
  std::unordered_map<std::size_t, std::string> labels_;
  std::vector<std::string_view> cells_;
};

}  // namespace

bool is_pajek(std::string_view first_line) {
  const auto name = keyword(first_line);
  return name == "*vertices" || name == "*network";
}

void read_pajek(LineReader& lines, const std::string& first_line, EdgeCollector& edges) {
  PajekReader reader(edges);
  reader.take(first_line);
  for (std::string_view line; next_filled_line(lines, line);) {
    if (!line.starts_with('%')) reader.take(line);
  }
}

}  // namespace lampyris::io
