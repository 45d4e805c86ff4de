#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lampyris::io {

struct GeneSet {
  std::string name, description;
  std::vector<std::string> genes;  ///< in the order of the file, each once
};

/// Gene sets of a .gmt file, plain or gzip: a line a set, tab-separated name, description, genes…; empty
/// cells and empty lines are left out. Sets are in the order of the file. Throws DataError that names the
/// file and the line: no such file, no set at all, a line with fewer than three cells or without a gene, a
/// name that stands twice.
[[nodiscard]] std::vector<GeneSet> read_gmt(const std::filesystem::path& path);

}  // namespace lampyris::io
