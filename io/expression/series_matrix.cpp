// SPDX-License-Identifier: Apache-2.0
// Series matrices of GEO: !Series_ and !Sample_ lines, then a table between two marks.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "io/expression/matrix_format.hpp"
#include "io/text/cells.hpp"
#include "src/base/error.hpp"
#include "src/base/utf8.hpp"

namespace lampyris::io {
namespace {

constexpr std::string_view sample_mark = "!Sample_";
constexpr std::string_view table_begin = "!series_matrix_table_begin";
constexpr std::string_view table_end = "!series_matrix_table_end";

// What is said of laboratories, not of samples.
bool is_of_use(std::string_view key) {
  constexpr std::array<std::string_view, 7> others{"contact_",           "protocol", "data_processing",
                                                   "supplementary_file", "relation", "status",
                                                   "data_row_count"};
  return std::ranges::none_of(others, [&](std::string_view other) { return key.find(other) != key.npos; });
}

/// The !Sample_ lines as columns; keys repeat.
class SampleLines {
 public:
  void add(const std::string& key, const std::vector<std::string>& cells) {
    if (key == "geo_accession") ids_ = cells;
    if (key == "geo_accession" || !is_of_use(key)) return;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t colon = cells[i].find(": ");
      const bool tagged = key.starts_with("characteristics") && colon != std::string::npos;
      set(tagged ? cells[i].substr(0, colon) : key, i, tagged ? cells[i].substr(colon + 2) : cells[i]);
    }
  }
  /// In the order of the table's samples.
  [[nodiscard]] Annotation of(const std::vector<std::string>& samples) const {
    std::unordered_map<std::string, std::size_t> place;
    for (std::size_t i = 0; i < ids_.size(); ++i) place.emplace(ids_[i], i);
    Annotation annotation;
    for (std::size_t c = 0; c < names_.size(); ++c) {
      std::vector<std::string> values(samples.size());
      for (std::size_t s = 0; s < samples.size(); ++s) {
        const auto at = place.find(samples[s]);
        if (at != place.end() && at->second < columns_[c].size()) values[s] = columns_[c][at->second];
      }
      annotation.columns.push_back(names_[c]);
      annotation.values.push_back(std::move(values));
    }
    return annotation;
  }

 private:
  // A key that repeats with another value for a sample keeps both.
  void set(const std::string& name, std::size_t sample, const std::string& value) {
    const auto found = std::ranges::find(names_, name);
    const auto column = static_cast<std::size_t>(found - names_.begin());
    if (found == names_.end()) {
      names_.push_back(name);
      columns_.emplace_back();
    }
    auto& values = columns_[column];
    if (values.size() <= sample) values.resize(sample + 1);
    if (is_missing(value)) return;
    values[sample] += (values[sample].empty() ? "" : "; ") + value;
  }

  std::vector<std::string> ids_, names_;
  std::vector<std::vector<std::string>> columns_;
};

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  split_cells(line, '\t', cells);
  std::vector<std::string> texts;
  texts.reserve(cells.size());
  for (const auto cell : cells) texts.push_back(as_utf8(cell));  // older series are in Latin-1
  return texts;
}

bool is_series_matrix(std::string_view first_line) {
  return first_line.starts_with("!Series_") || first_line.starts_with(sample_mark);
}

constexpr const char* no_values =
    "an empty table; the values of this series are elsewhere, see its supplementary files at GEO";

TextLayout read_series_layout(LineReader& lines, std::string_view first_line) {
  SampleLines samples;
  std::string_view line = first_line;
  while (strip_cell(line) != table_begin) {
    if (line.starts_with(sample_mark)) {
      auto cells = cells_of(line);
      const std::string key = cells.front().substr(sample_mark.size());
      cells.erase(cells.begin());
      samples.add(key, cells);
    }
    if (!lines.next(line)) {
      throw DataError(fmt::format("{}: no line {}; a series matrix has its table after it",
                                  lines.path().string(), table_begin));
    }
  }
  if (!lines.next(line) || strip_cell(line) == table_end) {
    throw DataError(fmt::format("{} line {}: {}", lines.path().string(), lines.number(), no_values));
  }
  auto header = cells_of(line);
  if (header.size() < 2) {
    throw DataError(fmt::format("{} line {}: no sample; must be the header of the table",
                                lines.path().string(), lines.number()));
  }
  TextLayout layout;
  layout.name = "GEO series matrix";
  layout.corner = header.front();
  layout.samples.assign(header.begin() + 1, header.end());
  layout.annotation = samples.of(layout.samples);
  layout.end = table_end;
  layout.if_empty = no_values;
  return layout;
}

}  // namespace

MatrixFormat series_matrix_format() {
  return {"series-matrix", TextMatrix{is_series_matrix, read_series_layout}};
}

}  // namespace lampyris::io
