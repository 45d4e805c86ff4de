#include "io/formats/edges.hpp"

#include <fast_float/fast_float.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "io/formats/cells.hpp"
#include "io/formats/line_reader.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

struct Columns {
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

Columns find_columns(const std::vector<std::string_view>& cells) {
  constexpr std::array<std::array<std::string_view, 2>, 5> genes = {{{"symbol1", "symbol2"},
                                                                     {"gene1", "gene2"},
                                                                     {"protein1", "protein2"},
                                                                     {"source", "target"},
                                                                     {"node1", "node2"}}};
  constexpr std::array<std::string_view, 3> scores = {"combined_score", "score", "weight"};
  Columns columns;
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

std::optional<double> read_score(std::string_view cell) {
  double score = 0;
  const auto [stop, code] = fast_float::from_chars(cell.data(), cell.data() + cell.size(), score);
  if (code != std::errc() || stop != cell.data() + cell.size() || std::isnan(score)) return std::nullopt;
  return score;
}

char edge_delimiter(std::string_view line) {
  const char delimiter = find_delimiter(line);
  return delimiter == '\0' ? ' ' : delimiter;
}

class EdgeReader {
 public:
  EdgeReader(const std::filesystem::path& path, double least_score)
      : lines_(path), least_score_(least_score) {}

  std::vector<NamedEdge> read() {
    std::string_view line;
    std::vector<std::string_view> cells;
    while (lines_.next(line)) {
      if (is_blank(line)) continue;
      if (delimiter_ == '\0') {
        delimiter_ = edge_delimiter(line);
        split_cells(line, delimiter_, cells);
        columns_ = find_columns(cells);
        if (columns_.is_header) continue;
      }
      split_cells(line, delimiter_, cells);
      take(cells);
    }
    if (rows_ == 0) throw DataError(fmt::format("{}: no edge", lines_.path().string()));
    if (edges_.empty()) {
      throw DataError(fmt::format("{}: no edge has a score of at least {}; the highest is {}",
                                  lines_.path().string(), least_score_, highest_));
    }
    return std::move(edges_);
  }

 private:
  [[noreturn]] void refuse(const std::string& reason) const {
    throw DataError(fmt::format("{} line {}: {}", lines_.path().string(), lines_.number(), reason));
  }

  void take(const std::vector<std::string_view>& cells) {
    if (cells.size() < columns_.needed()) {
      refuse(fmt::format("{} cells; an edge needs {}", cells.size(), columns_.needed()));
    }
    const auto first = cells[columns_.first];
    const auto second = cells[columns_.second];
    if (first.empty() || second.empty()) refuse("an edge needs two gene names");
    ++rows_;
    if (columns_.score) {
      const auto score = read_score(cells[*columns_.score]);
      if (!score) refuse(fmt::format("score \"{}\" must be a number", cells[*columns_.score]));
      highest_ = rows_ == 1 ? *score : std::max(highest_, *score);
      if (*score < least_score_) return;
    }
    edges_.emplace_back(first, second);
  }

  LineReader lines_;
  double least_score_;
  char delimiter_ = '\0';
  Columns columns_;
  std::vector<NamedEdge> edges_;
  std::size_t rows_ = 0;
  double highest_ = 0;
};

}  // namespace

std::vector<NamedEdge> read_edges(const std::filesystem::path& path, double least_score) {
  return EdgeReader(path, least_score).read();
}

}  // namespace lampyris::io
