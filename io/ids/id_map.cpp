// SPDX-License-Identifier: Apache-2.0
#include "io/ids/id_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>
#include <vector>

#include "io/text/cells.hpp"
#include "io/text/table_reader.hpp"
#include "src/base/error.hpp"
#include "src/cohort/gene_id.hpp"

namespace lampyris::io {
namespace {

constexpr std::string_view separator = "///";

bool is_no_gene(std::string_view gene) {
  return is_missing(gene) || gene == "---";
}

// The column that has the most of the ids; the first for want of any.
std::size_t find_source_column(const std::filesystem::path& path, std::span<const std::string> ids) {
  std::unordered_set<std::string> wanted(ids.begin(), ids.end());
  for (const auto& id : ids) wanted.insert(without_version(id));
  TableReader reader(path);
  std::vector<std::size_t> found(reader.columns().size());
  std::vector<std::string_view> cells;
  while (reader.next(cells)) {
    for (std::size_t c = 0; c < found.size(); ++c)
      found[c] += wanted.contains(without_version(cells[c])) ? 1 : 0;
  }
  return static_cast<std::size_t>(std::ranges::max_element(found) - found.begin());
}

std::size_t find_target_column(const std::vector<std::string>& columns, std::size_t source) {
  constexpr std::array<std::string_view, 6> names = {"symbol",     "gene_symbol", "gene",
                                                     "genesymbol", "hgnc_symbol", "gene_name"};
  for (const auto name : names) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c != source && normal_name(columns[c]) == name) return c;
    }
  }
  return source == 1 ? 0 : 1;
}

}  // namespace

void IdMap::add_gene(const std::string& id, std::string_view gene) {
  const auto [at, is_new] = targets_.try_emplace(id, Target{std::string(gene)});
  if (!is_new && at->second.gene != gene) at->second.ambiguous = true;
}

void IdMap::add(std::string_view id, std::string_view genes) {
  const std::string key(id);
  const std::string plain = without_version(id);
  while (!genes.empty()) {
    const auto end = std::min(genes.find(separator), genes.size());
    const auto gene = strip_cell(genes.substr(0, end));
    genes.remove_prefix(std::min(genes.size(), end + separator.size()));
    if (is_no_gene(gene)) continue;
    add_gene(key, gene);
    if (plain != key) add_gene(plain, gene);
  }
}

const IdMap::Target* IdMap::find(const std::string& id) const {
  auto at = targets_.find(id);
  if (at == targets_.end()) at = targets_.find(without_version(id));
  return at == targets_.end() ? nullptr : &at->second;
}

IdMap read_id_map(const std::filesystem::path& path, std::span<const std::string> ids) {
  if (auto names = read_string_names(path, ids)) return std::move(*names);
  const std::size_t from = ids.empty() ? 0 : find_source_column(path, ids);
  TableReader reader(path);
  if (reader.columns().size() < 2) {
    throw DataError(
        fmt::format("{} line 1: one column; an id map has two: the id and its gene", path.string()));
  }
  const std::size_t to = find_target_column(reader.columns(), from);
  IdMap map;
  std::vector<std::string_view> cells;
  while (reader.next(cells)) {
    if (!is_missing(cells[from])) map.add(cells[from], cells[to]);
  }
  if (map.size() == 0) {
    throw DataError(
        fmt::format("{}: column \"{}\" has no gene for any id", path.string(), reader.columns()[to]));
  }
  return map;
}

}  // namespace lampyris::io
