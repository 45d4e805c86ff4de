// SPDX-License-Identifier: Apache-2.0
// GMT of the Molecular Signatures Database: name, description and genes, separated by tabs; ragged.
#include <fmt/format.h>

#include <span>
#include <string_view>
#include <unordered_map>

#include "io/gene_sets/gene_set_format.hpp"
#include "io/text/cells.hpp"
#include "io/text/format_registry.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

GeneSet make_set(const std::vector<std::string_view>& cells) {
  GeneSet set{std::string(cells[0]), std::string(cells[1]), {}};
  for (const auto gene : std::span(cells).subspan(2)) {
    if (!gene.empty()) set.genes.emplace_back(gene);
  }
  return set;
}

}  // namespace

bool is_gmt(std::string_view first_line) {
  return first_line.find('\t') != std::string_view::npos;
}

GeneSetFile read_gmt(const std::filesystem::path& path, const GeneSetRules&) {
  LineReader lines(path);
  GeneSetFile file;
  auto& sets = file.sets;
  std::unordered_map<std::string, std::size_t> line_of;
  std::vector<std::string_view> cells;
  std::string_view line;
  const auto refuse = [&](const std::string& reason) {
    throw DataError(fmt::format("{} line {}: {}", path.string(), lines.number(), reason));
  };
  while (next_filled_line(lines, line)) {
    split_cells(line, '\t', cells);
    if (cells.size() < 3) {
      refuse(fmt::format("{} cells; a gene set has a name, a description and genes, separated by tabs",
                         cells.size()));
    }
    if (cells[0].empty()) refuse("a gene set without a name");
    sets.push_back(make_set(cells));
    const auto& set = sets.back();
    if (set.genes.empty()) refuse(fmt::format("gene set \"{}\" has no gene", set.name));
    const auto [first, is_new] = line_of.emplace(set.name, lines.number());
    if (!is_new) refuse(fmt::format("gene set \"{}\" stands already in line {}", set.name, first->second));
  }
  return file;
}

}  // namespace lampyris::io
