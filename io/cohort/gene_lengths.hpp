// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>

namespace lampyris::io {

/// Reads a .tsv or .csv with a header, plain or gzip: genes in the first column, their lengths (any unit,
/// above 0) in the one named length, else in the second. Throws DataError with file and line, as TableReader,
/// and for a length that is no such number or a gene that stands twice with different ones.
[[nodiscard]] std::unordered_map<std::string, double> read_gene_lengths(const std::filesystem::path& path);

}  // namespace lampyris::io
