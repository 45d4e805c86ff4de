// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "src/cohort/annotation.hpp"

namespace lampyris::io {

/// A table of what is known of each sample, as the file has it.
struct AnnotationTable {
  std::filesystem::path path;
  std::vector<std::string> samples;
  Annotation annotation;  ///< [column][row]
  std::unordered_map<std::string, std::size_t> row_of;
};

/// Reads a .tsv or .csv, plain or gzip. The sample ids stand in the column named sample, sample_id, sampleid
/// or sample_name (in any case), else in the first one; every other column is a label. NA, N/A, NaN, null and
/// empty mean missing, which is an empty value. Throws DataError with file and line: as TableReader; an empty
/// or repeated sample id; a column name that is empty or stands twice.
[[nodiscard]] AnnotationTable read_annotation_table(const std::filesystem::path& path);

/// The annotation of some samples, and how much of it fitted.
struct MatchedAnnotation {
  Annotation annotation;
  std::size_t samples_without = 0;  ///< samples that the table lacks: all their values are empty
  std::size_t rows_without = 0;     ///< rows of the table whose sample is not in the cohort
};

/// Looks up these samples in the table. Throws DataError when it has none of them.
[[nodiscard]] MatchedAnnotation match_annotation(const AnnotationTable& table,
                                                 const std::vector<std::string>& samples);

}  // namespace lampyris::io
