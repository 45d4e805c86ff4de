// SPDX-License-Identifier: Apache-2.0
#include "io/cohort/annotation_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "io/text/cells.hpp"
#include "io/text/table_reader.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

std::size_t find_sample_column(const std::vector<std::string>& columns) {
  constexpr std::array<std::string_view, 4> names = {"sample_id", "sample", "sampleid", "sample_name"};
  for (const auto name : names) {
    const auto at = std::ranges::find(columns, name, normal_name);
    if (at != columns.end()) return static_cast<std::size_t>(at - columns.begin());
  }
  return 0;
}

void check_columns(const AnnotationTable& table) {
  std::set<std::string> seen;
  for (const auto& column : table.annotation.columns) {
    if (column.empty()) {
      throw DataError(
          fmt::format("{} line 1: a column without a name; name every column", table.path.string()));
    }
    if (!seen.insert(column).second) {
      throw DataError(fmt::format("{} line 1: two columns are named \"{}\"; names must differ",
                                  table.path.string(), column));
    }
  }
}

std::string_view label_of(std::string_view cell) {
  // A hyphen may well be a label, as of a receptor that is + or -.
  return is_missing(cell) && cell != "-" ? std::string_view() : cell;
}

}  // namespace

AnnotationTable read_annotation_table(const std::filesystem::path& path) {
  TableReader reader(path);
  AnnotationTable table;
  table.path = path;
  table.annotation.columns = reader.columns();
  const std::size_t id = find_sample_column(table.annotation.columns);
  table.annotation.columns.erase(table.annotation.columns.begin() + static_cast<std::ptrdiff_t>(id));
  check_columns(table);
  table.annotation.values.resize(table.annotation.columns.size());

  std::vector<std::string_view> cells;
  while (reader.next(cells)) {
    const std::string sample(cells[id]);
    if (sample.empty()) throw DataError(fmt::format("{}: no sample id", reader.where()));
    if (!table.row_of.emplace(sample, table.samples.size()).second) {
      throw DataError(
          fmt::format("{}: sample \"{}\" stands twice; sample ids must differ", reader.where(), sample));
    }
    table.samples.push_back(sample);
    cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(id));
    for (std::size_t c = 0; c < cells.size(); ++c)
      table.annotation.values[c].emplace_back(label_of(cells[c]));
  }
  return table;
}

MatchedAnnotation match_annotation(const AnnotationTable& table, const std::vector<std::string>& samples) {
  MatchedAnnotation matched;
  matched.annotation.columns = table.annotation.columns;
  matched.annotation.values.assign(table.annotation.columns.size(), std::vector<std::string>(samples.size()));
  std::size_t found = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto row = table.row_of.find(samples[i]);
    if (row == table.row_of.end()) continue;
    ++found;
    for (std::size_t c = 0; c < table.annotation.columns.size(); ++c) {
      matched.annotation.values[c][i] = table.annotation.values[c][row->second];
    }
  }
  if (found == 0 && !samples.empty()) {
    throw DataError(
        fmt::format("{}: none of its {} samples (the first is \"{}\") is in the cohort (the first is "
                    "\"{}\"); sample ids must "
                    "be the same in both",
                    table.path.string(), table.samples.size(), table.samples.front(), samples.front()));
  }
  matched.samples_without = samples.size() - found;
  matched.rows_without = table.samples.size() - found;
  return matched;
}

}  // namespace lampyris::io
