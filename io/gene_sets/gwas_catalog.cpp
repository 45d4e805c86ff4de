// SPDX-License-Identifier: Apache-2.0
// Associations of the GWAS Catalog (Sollis et al. 2023): a row each. Of an intergenic pair, "A - B", and of
// an interaction, "A x B", both genes are taken.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "io/gene_sets/gene_set_format.hpp"
#include "io/gene_sets/grouped_sets.hpp"
#include "io/gene_sets/table_columns.hpp"
#include "io/text/cells.hpp"
#include "io/text/table_reader.hpp"
#include "src/base/error.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

std::optional<std::size_t> reported_column(const Columns& columns) {
  return columns.find({"reportedgenes", "reportedgene"});
}

std::optional<std::size_t> mapped_column(const Columns& columns) {
  return columns.find({"mappedgene", "mappedgenes"});
}

struct Place {
  std::size_t trait = 0, genes = 0;
  std::optional<std::size_t> p, mlog, uri;
};

Place find_place(const std::filesystem::path& path, const Columns& columns, bool reported) {
  const auto genes = reported ? reported_column(columns) : mapped_column(columns);
  if (!genes) {
    throw DataError(fmt::format("{}: no column of {} genes; the other kind is modules.gwas_genes = \"{}\"",
                                path.string(), reported ? "reported" : "mapped",
                                reported ? "mapped" : "reported"));
  }
  Place place{columns.require({"diseasetrait"}, path), *genes, columns.find({"pvalue"}),
              columns.find({"pvaluemlog"}), columns.find({"mappedtraituri"})};
  if (!place.p && !place.mlog) {
    throw DataError(fmt::format("{}: no column P-VALUE or PVALUE_MLOG", path.string()));
  }
  return place;
}

bool is_no_gene(std::string_view text) {
  constexpr std::array<std::string_view, 5> words = {"x", "nr", "intergenic", "no_mapped_genes",
                                                     "not_reported"};
  return is_missing(text) || std::ranges::find(words, normal_name(text)) != words.end();
}

// Cut at every separator; what names no gene is left out.
std::vector<std::string_view> genes_in(std::string_view text) {
  constexpr std::array<std::string_view, 4> separators = {",", ";", " - ", " x "};
  std::vector<std::string_view> genes;
  while (!text.empty()) {
    std::size_t end = text.size();
    std::size_t next = text.size();
    for (const auto separator : separators) {
      const auto at = text.find(separator);
      if (at >= end) continue;
      end = at;
      next = at + separator.size();
    }
    const auto gene = strip_cell(text.substr(0, end));
    if (!is_no_gene(gene)) genes.push_back(gene);
    text.remove_prefix(next);
  }
  return genes;
}

// A p that is too small for a double is told by its logarithm alone.
bool is_significant(const std::vector<std::string_view>& cells, const Place& place, double limit,
                    const std::string& where) {
  const auto p = place.p ? read_finite(cells[*place.p]) : std::nullopt;
  if (p) return *p < limit;
  const auto mlog = place.mlog ? read_finite(cells[*place.mlog]) : std::nullopt;
  if (mlog) return *mlog > -std::log10(limit);
  for (const auto column : {place.p, place.mlog}) {
    if (!column || is_missing(cells[*column])) continue;
    throw DataError(fmt::format("{}: p \"{}\" must be a number", where, cells[*column]));
  }
  return false;
}

}  // namespace

bool is_gwas_catalog(std::string_view first_line) {
  const auto columns = Columns::of_line(first_line);
  return columns.has({"diseasetrait"}) && (mapped_column(columns) || reported_column(columns));
}

GeneSetFile read_gwas_catalog(const std::filesystem::path& path, const GeneSetRules& rules) {
  GeneSetFile file;
  GroupedSets sets;
  TableReader reader(path);
  const auto place = find_place(path, Columns(reader.columns()), rules.gwas_reported);
  std::vector<std::string_view> cells;
  while (reader.next(cells)) {
    const bool significant = is_significant(cells, place, rules.gwas_p, reader.where());
    const auto genes = significant ? genes_in(cells[place.genes]) : std::vector<std::string_view>();
    if (genes.empty() || cells[place.trait].empty()) {
      ++file.rows_left_out;
      continue;
    }
    for (const auto gene : genes)
      sets.add(cells[place.trait], place.uri ? cells[*place.uri] : "GWAS Catalog", gene);
  }
  file.sets = sets.take();
  return file;
}

}  // namespace lampyris::io
