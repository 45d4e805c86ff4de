#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/text/line_reader.hpp"
#include "src/cohort/annotation.hpp"

namespace lampyris::io {

/// What a text file of a known layout says before the rows of its table begin, a gene each, tab-separated.
struct TextLayout {
  std::string name;                          ///< for people, as "GCT 1.2"
  std::string corner;                        ///< header of the column of row ids
  std::vector<std::string> samples;          ///< header of the columns of values
  Annotation annotation;                     ///< of the samples; may have no column
  std::vector<std::string> row_field_names;  ///< of the cells between id and values
  std::optional<std::size_t> rows;           ///< so many must come
  std::string end;  ///< the row of this id ends the table, and must come; may be empty
};

/// Whether the file that begins with this line is one of the Broad Institute's GCT 1.2 and 1.3.
[[nodiscard]] bool is_gct(std::string_view first_line);
/// Reads on, after the first line, to the table's first row. Throws DataError that names the line.
[[nodiscard]] TextLayout read_gct_layout(LineReader& lines, std::string_view first_line);

/// Whether the file that begins with this line is a series matrix of GEO.
[[nodiscard]] bool is_series_matrix(std::string_view first_line);
/// As read_gct_layout. `!Sample_characteristics_ch1` of the form "tag: value" becomes the column tag.
[[nodiscard]] TextLayout read_series_layout(LineReader& lines, std::string_view first_line);

/// Throws the DataError of a series whose table, just read to its end, has no row.
[[noreturn]] void refuse_empty_table(const LineReader& lines);

}  // namespace lampyris::io
