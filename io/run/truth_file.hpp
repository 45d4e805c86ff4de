// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/attribution/recovery.hpp"

namespace lampyris::io {

/// Programs of a simulated cohort: a table with the columns program and gene, a row for each gene of a
/// program, in order of first appearance; other columns are left out, and so are rows without a program and
/// genes that `genes`, the cohort, does not have. Throws DataError: no such file, a column that is missing,
/// no program with a gene of the cohort.
[[nodiscard]] std::vector<Program> read_programs(const std::filesystem::path& path,
                                                 const std::vector<std::string>& genes);

}  // namespace lampyris::io
