// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/cohort/annotation.hpp"

namespace lampyris::io {

/// Describes a text file of a known layout before the rows of its table begin, a gene each, tab-separated.
struct TextLayout {
  std::string name;                          ///< for people, as "GCT 1.2"
  std::string corner;                        ///< header of the column of row ids
  std::vector<std::string> samples;          ///< header of the columns of values
  Annotation annotation;                     ///< of the samples; may have no column
  std::vector<std::string> row_field_names;  ///< of the cells between id and values
  std::optional<std::size_t> rows;           ///< so many must come
  std::string end;       ///< the row of this id ends the table, and must come; may be empty
  std::string if_empty;  ///< the reason to give when `end` is the first row
};

}  // namespace lampyris::io
