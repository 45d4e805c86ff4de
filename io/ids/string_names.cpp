// SPDX-License-Identifier: Apache-2.0
// protein.info and protein.aliases of STRING (string-db.org): a protein, and what it is called.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "io/ids/id_map.hpp"
#include "io/text/cells.hpp"
#include "io/text/line_reader.hpp"
#include "src/base/error.hpp"
#include "src/cohort/gene_id.hpp"

namespace lampyris::io {
namespace {

// Sources of symbols, the best first; of versions 12 back to 9.
constexpr std::array<std::string_view, 7> sources = {
    "Ensembl_HGNC_symbol", "BioMart_HUGO",       "Ensembl_HGNC",         "UniProt_GN_Name",
    "Ensembl_UniProt_GN",  "Ensembl_EntrezGene", "BLAST_UniProt_GN_Name"};

// A cell may name several, with blanks between.
std::size_t best_source(std::string_view cell) {
  std::vector<std::string_view> words;
  split_cells(cell, ' ', words);
  std::size_t best = sources.size();
  for (const auto word : words) {
    const auto rank = static_cast<std::size_t>(std::ranges::find(sources, word) - sources.begin());
    best = std::min(best, rank);
  }
  return best;
}

bool has_all(std::string_view header, std::initializer_list<std::string_view> names) {
  return std::ranges::all_of(
      names, [&](std::string_view name) { return header.find(name) != std::string_view::npos; });
}

/// The first three cells of a row; the last may be cut short by a quote in it.
std::array<std::string_view, 3> row_of(std::string_view line, const LineReader& lines) {
  const auto first = split_first(line, '\t');
  const auto second = split_first(first.rest, '\t');
  if (first.first.empty() || !first.has_rest) {
    throw DataError(fmt::format("{} line {}: must be a protein and its name, with a tab between",
                                lines.path().string(), lines.number()));
  }
  return {first.first, second.first, split_first(second.rest, '\t').first};
}

/// The name of every protein.
using Symbols = std::unordered_map<std::string, std::string>;

Symbols read_preferred(LineReader& lines) {
  Symbols symbols;
  for (std::string_view line; lines.next(line);) {
    if (is_blank(line)) continue;
    const auto row = row_of(line, lines);
    symbols.try_emplace(std::string(row[0]), row[1]);
  }
  return symbols;
}

/// Calls use(protein, alias, source) for each row that is to come.
template <class Use>
void for_each_alias(LineReader& lines, Use use) {
  for (std::string_view line; lines.next(line);) {
    if (is_blank(line)) continue;
    const auto row = row_of(line, lines);
    use(row[0], row[1], row[2]);
  }
}

Symbols read_best_aliases(LineReader& lines) {
  std::unordered_map<std::string, std::size_t> source_of;
  Symbols symbols;
  for_each_alias(lines, [&](std::string_view protein, std::string_view alias, std::string_view cell) {
    const std::size_t source = best_source(cell);
    if (source == sources.size()) return;
    const auto [at, is_new] = source_of.try_emplace(std::string(protein), source);
    if (!is_new && source >= at->second) return;
    at->second = source;
    symbols[std::string(protein)] = alias;
  });
  return symbols;
}

// Aliases of other kinds than the ids asked for would fill the memory.
IdMap map_aliases(const std::filesystem::path& path, const Symbols& symbols, GeneId type) {
  IdMap names;
  LineReader lines(path);
  for_each_alias(lines, [&](std::string_view protein, std::string_view alias, std::string_view) {
    if (gene_id_of(alias) != type) return;
    const auto symbol = symbols.find(std::string(protein));
    if (symbol != symbols.end()) names.add(alias, symbol->second);
  });
  return names;
}

}  // namespace

std::optional<IdMap> read_string_names(const std::filesystem::path& path, std::span<const std::string> ids) {
  LineReader lines(path);
  std::string_view line;
  while (lines.next(line) && is_blank(line)) {
  }
  const std::string header(line);
  const bool info = has_all(header, {"preferred_name"});
  const bool aliases = has_all(header, {"string_protein_id", "alias", "source"});
  if (!info && !aliases) return {};
  const auto symbols = info ? read_preferred(lines) : read_best_aliases(lines);
  if (symbols.empty()) {
    throw DataError(
        fmt::format("{}: no protein with a {}", path.string(),
                    info ? "preferred name" : "symbol; sources must be of HGNC, UniProt or Entrez"));
  }
  const auto proteins = [&](const std::string& id) { return symbols.contains(id); };
  if (aliases && !ids.empty() && std::ranges::none_of(ids, proteins)) {
    return map_aliases(path, symbols, detect_gene_ids(ids).type);
  }
  IdMap names;
  for (const auto& [protein, symbol] : symbols) names.add(protein, symbol);
  return names;
}

}  // namespace lampyris::io
