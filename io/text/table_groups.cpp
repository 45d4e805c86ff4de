// SPDX-License-Identifier: Apache-2.0
#include "io/text/table_groups.hpp"

#include <limits>
#include <unordered_map>

#include "io/text/tsv_reader.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

std::vector<std::size_t> places(const TsvReader& table, const std::vector<std::string>& columns) {
  std::vector<std::size_t> found;
  found.reserve(columns.size());
  for (const auto& column : columns) found.push_back(table.column(column));
  return found;
}

}  // namespace

std::vector<RowGroup> group_rows(const std::vector<std::filesystem::path>& tables,
                                 const std::vector<std::string>& keys,
                                 const std::vector<std::string>& numbers) {
  std::vector<RowGroup> groups;
  std::unordered_map<std::string, std::size_t> known;
  for (const auto& path : tables) {
    if (!std::filesystem::exists(path)) continue;
    TsvReader table(path);
    const auto key_places = places(table, keys);
    const auto number_places = places(table, numbers);
    while (table.next()) {
      RowGroup row;
      std::string name;
      for (const auto place : key_places) {
        row.keys.emplace_back(table.cells()[place]);
        name += row.keys.back() + '\t';
      }
      const auto [entry, is_new] = known.try_emplace(name, groups.size());
      if (is_new) {
        row.values.resize(numbers.size());
        groups.push_back(std::move(row));
      }
      for (std::size_t n = 0; n < numbers.size(); ++n) {
        groups[entry->second].values[n].push_back(
            read_number(table.cells()[number_places[n]]).value_or(std::numeric_limits<double>::quiet_NaN()));
      }
    }
  }
  return groups;
}

}  // namespace lampyris::io
