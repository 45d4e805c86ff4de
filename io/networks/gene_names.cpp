// protein.info and protein.aliases of STRING (string-db.org): a protein, and what it is called.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "io/formats/cells.hpp"
#include "io/formats/line_reader.hpp"
#include "io/networks/network_file.hpp"
#include "src/base/error.hpp"

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

IdMap read_info(LineReader& lines) {
  IdMap names;
  for (std::string_view line; lines.next(line);) {
    if (is_blank(line)) continue;
    const auto row = row_of(line, lines);
    names.add(row[0], row[1]);
  }
  return names;
}

IdMap read_aliases(LineReader& lines) {
  struct Alias {
    std::string name;
    std::size_t source;
  };
  std::unordered_map<std::string, Alias> best;
  for (std::string_view line; lines.next(line);) {
    if (is_blank(line)) continue;
    const auto row = row_of(line, lines);
    const std::size_t source = best_source(row[2]);
    if (source == sources.size()) continue;
    const auto [at, is_new] = best.try_emplace(std::string(row[0]), Alias{std::string(row[1]), source});
    if (!is_new && source < at->second.source) at->second = {std::string(row[1]), source};
  }
  IdMap names;
  for (const auto& [protein, alias] : best) names.add(protein, alias.name);
  return names;
}

}  // namespace

IdMap read_gene_names(const std::filesystem::path& path) {
  LineReader lines(path);
  std::string_view line;
  while (lines.next(line) && is_blank(line)) {
  }
  const std::string header(line);
  const bool info = has_all(header, {"preferred_name"});
  const bool aliases = has_all(header, {"string_protein_id", "alias", "source"});
  if (!info && !aliases) return read_id_map(path);
  auto names = info ? read_info(lines) : read_aliases(lines);
  if (names.size() == 0) {
    throw DataError(
        fmt::format("{}: no protein with a {}", path.string(),
                    info ? "preferred name" : "symbol; sources must be of HGNC, UniProt or Entrez"));
  }
  return names;
}

}  // namespace lampyris::io
