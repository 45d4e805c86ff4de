#include "io/formats/id_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "io/formats/cells.hpp"
#include "io/formats/table_reader.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr std::string_view separator = "///";

bool is_no_gene(std::string_view gene) {
  return is_missing(gene) || gene == "---";
}

std::size_t find_target_column(const std::vector<std::string>& columns) {
  constexpr std::array<std::string_view, 6> names = {"symbol",     "gene_symbol", "gene",
                                                     "genesymbol", "hgnc_symbol", "gene_name"};
  for (const auto name : names) {
    const auto at = std::find_if(columns.begin() + 1, columns.end(),
                                 [&](const std::string& column) { return normal_name(column) == name; });
    if (at != columns.end()) return static_cast<std::size_t>(at - columns.begin());
  }
  return 1;
}

}  // namespace

void IdMap::add(std::string_view id, std::string_view genes) {
  while (!genes.empty()) {
    const auto end = std::min(genes.find(separator), genes.size());
    const auto gene = strip_cell(genes.substr(0, end));
    genes.remove_prefix(std::min(genes.size(), end + separator.size()));
    if (is_no_gene(gene)) continue;
    const auto [at, is_new] = targets_.try_emplace(std::string(id), Target{std::string(gene)});
    if (!is_new && at->second.gene != gene) at->second.ambiguous = true;
  }
}

const IdMap::Target* IdMap::find(const std::string& id) const {
  const auto at = targets_.find(id);
  return at == targets_.end() ? nullptr : &at->second;
}

IdMap read_id_map(const std::filesystem::path& path) {
  TableReader reader(path);
  if (reader.columns().size() < 2) {
    throw DataError(
        fmt::format("{} line 1: one column; an id map has two: the id and its gene", path.string()));
  }
  const std::size_t to = find_target_column(reader.columns());
  IdMap map;
  std::vector<std::string_view> cells;
  while (reader.next(cells)) map.add(cells[0], cells[to]);
  if (map.size() == 0) {
    throw DataError(
        fmt::format("{}: column \"{}\" has no gene for any id", path.string(), reader.columns()[to]));
  }
  return map;
}

}  // namespace lampyris::io
