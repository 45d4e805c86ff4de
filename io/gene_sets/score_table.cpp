// SPDX-License-Identifier: Apache-2.0
#include "io/gene_sets/score_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "io/text/cells.hpp"
#include "io/text/format_registry.hpp"
#include "src/base/error.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

using Kind = GeneScores::Kind;

std::string trait_of(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 9> ends = {".gz",    ".txt",        ".tsv", ".csv", ".out",
                                                    ".genes", ".genescores", ".sum", ".max"};
  std::string name = path.filename().string();
  for (bool shorter = true; shorter;) {
    const auto end = std::ranges::find_if(
        ends, [&](std::string_view one) { return name.size() > one.size() && name.ends_with(one); });
    shorter = end != ends.end();
    if (shorter) name.resize(name.size() - end->size());
  }
  return name;
}

double read_score(std::string_view cell, Kind kind, const std::string& where) {
  const auto score = read_finite(cell);
  if (score && (kind == Kind::z || (*score >= 0 && *score <= 1))) return *score;
  throw DataError(fmt::format("{}: \"{}\" must be a {}", where, cell,
                              kind == Kind::z ? "number, the gene's z" : "p from 0 to 1"));
}

}  // namespace

GeneSetFile read_score_table(const std::filesystem::path& path,
                             ScoreColumns (*columns)(std::string_view first_line)) {
  LineReader lines(path);
  std::string_view line;
  (void)next_filled_line(lines, line);  // there is one: it was recognised
  const ScoreColumns at = columns(line);
  GeneSetFile file;
  GeneScores scores{trait_of(path), at.kind, {}, {}};
  std::vector<std::string_view> cells;
  for (bool more = !at.has_header || next_filled_line(lines, line); more;
       more = next_filled_line(lines, line)) {
    split_cells(line, at.delimiter, cells);
    const auto where = fmt::format("{} line {}", path.string(), lines.number());
    const std::size_t needed = std::max(at.gene, at.score) + 1;
    if (cells.size() < needed)
      throw DataError(fmt::format("{}: {} cells; must have {}", where, cells.size(), needed));
    if (is_missing(cells[at.gene]) || is_missing(cells[at.score])) {
      ++file.rows_left_out;
      continue;
    }
    scores.genes.emplace_back(cells[at.gene]);
    scores.scores.push_back(read_score(cells[at.score], at.kind, where));
  }
  file.scores.push_back(std::move(scores));
  return file;
}

}  // namespace lampyris::io
