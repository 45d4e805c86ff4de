// SPDX-License-Identifier: Apache-2.0
#include "io/run/truth_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "io/text/table_reader.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

std::size_t column_of(const TableReader& table, const std::string& name, const std::filesystem::path& path) {
  const auto found = std::find(table.columns().begin(), table.columns().end(), name);
  if (found == table.columns().end()) {
    throw DataError(fmt::format("{}: no column {}; attribute.truth needs the columns program and gene",
                                path.string(), name));
  }
  return static_cast<std::size_t>(found - table.columns().begin());
}

}  // namespace

std::vector<Program> read_programs(const std::filesystem::path& path, const std::vector<std::string>& genes) {
  std::unordered_map<std::string_view, std::size_t> place_of;
  for (std::size_t g = 0; g < genes.size(); ++g) place_of.emplace(genes[g], g);

  TableReader table(path);
  const std::size_t program_column = column_of(table, "program", path);
  const std::size_t gene_column = column_of(table, "gene", path);
  std::vector<Program> programs;
  std::unordered_map<std::string, std::size_t> number_of;
  std::vector<std::string_view> cells;
  while (table.next(cells)) {
    const auto place = place_of.find(cells[gene_column]);
    if (cells[program_column].empty() || place == place_of.end()) continue;
    const auto [number, is_new] = number_of.try_emplace(std::string(cells[program_column]), programs.size());
    if (is_new) programs.push_back({number->first, {}});
    auto& members = programs[number->second].genes;
    if (std::find(members.begin(), members.end(), place->second) == members.end()) {
      members.push_back(place->second);
    }
  }
  if (programs.empty()) {
    throw DataError(fmt::format("{}: no program has a gene of the cohort, whose first gene is {}",
                                path.string(), genes.empty() ? "missing" : genes.front()));
  }
  return programs;
}

}  // namespace lampyris::io
