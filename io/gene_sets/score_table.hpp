// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "io/gene_sets/gene_set_file.hpp"

namespace lampyris::io {

/// Where a table of gene scores has what.
struct ScoreColumns {
  std::size_t gene = 0, score = 1;
  GeneScores::Kind kind = GeneScores::Kind::p;
  char delimiter = '\t';  ///< ' ' means any run of blanks
  bool has_header = true;
};

/// Reads a table of one trait, which the file's name tells: without .gz, .txt, .tsv, .csv, .out, .genes,
/// .genescores, .sum and .max at its end. `columns` is given the first line that is not blank. Rows without a
/// gene or a score are counted and left out. Throws DataError with file and line: too few cells, a score that
/// is text, a p that is not from 0 to 1.
[[nodiscard]] GeneSetFile read_score_table(const std::filesystem::path& path,
                                           ScoreColumns (*columns)(std::string_view first_line));

}  // namespace lampyris::io
