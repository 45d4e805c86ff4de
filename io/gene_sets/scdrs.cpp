// SPDX-License-Identifier: Apache-2.0
// scDRS's .gs (Zhang et al. 2022): TRAIT and GENESET, a comma-separated list of genes or of gene:z.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "io/gene_sets/gene_set_format.hpp"
#include "io/gene_sets/table_columns.hpp"
#include "io/text/cells.hpp"
#include "io/text/table_reader.hpp"
#include "src/base/error.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

// Whether every gene has a weight; all or none must have one.
GeneScores read_list(const std::string& trait, std::string_view list, const std::string& where) {
  GeneScores scores{trait, GeneScores::Kind::z, {}, {}};
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    const auto item = strip_cell(list.substr(0, end));
    list.remove_prefix(std::min(list.size(), end + 1));
    if (item.empty()) continue;
    const auto colon = item.rfind(':');
    scores.genes.emplace_back(item.substr(0, colon));
    if (scores.genes.back().empty()) throw DataError(fmt::format("{}: \"{}\" has no gene", where, item));
    if (colon == std::string_view::npos) continue;
    const auto z = read_finite(item.substr(colon + 1));
    if (!z) throw DataError(fmt::format("{}: \"{}\" must be a gene and its number", where, item));
    scores.scores.push_back(*z);
  }
  if (scores.genes.empty()) throw DataError(fmt::format("{}: trait \"{}\" has no gene", where, trait));
  if (!scores.scores.empty() && scores.scores.size() != scores.genes.size()) {
    throw DataError(fmt::format("{}: {} of {} genes have a number; must be all or none", where,
                                scores.scores.size(), scores.genes.size()));
  }
  return scores;
}

}  // namespace

bool is_scdrs(std::string_view first_line) {
  const auto columns = Columns::of_line(first_line);
  return columns.size() == 2 && columns.has({"trait"}) && columns.has({"geneset"});
}

GeneSetFile read_scdrs(const std::filesystem::path& path, const GeneSetRules&) {
  GeneSetFile file;
  std::unordered_set<std::string> traits;
  TableReader reader(path);
  const Columns columns(reader.columns());
  const std::size_t trait = columns.require({"trait"}, path);
  const std::size_t genes = columns.require({"geneset"}, path);
  std::vector<std::string_view> cells;
  while (reader.next(cells)) {
    const auto where = reader.where();
    const std::string name(cells[trait]);
    if (name.empty()) throw DataError(fmt::format("{}: a gene set without a trait", where));
    if (!traits.insert(name).second)
      throw DataError(fmt::format("{}: trait \"{}\" stands twice", where, name));
    auto list = read_list(name, cells[genes], where);
    if (list.scores.empty()) {
      file.sets.push_back({name, "scDRS", std::move(list.genes)});
    } else {
      file.scores.push_back(std::move(list));
    }
  }
  return file;
}

}  // namespace lampyris::io
