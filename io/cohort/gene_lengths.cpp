// SPDX-License-Identifier: Apache-2.0
#include "io/cohort/gene_lengths.hpp"

#include <fmt/format.h>

#include <cmath>

#include "io/text/cells.hpp"
#include "io/text/table_reader.hpp"
#include "src/base/error.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {

std::unordered_map<std::string, double> read_gene_lengths(const std::filesystem::path& path) {
  TableReader reader(path);
  if (reader.columns().size() < 2) {
    throw DataError(fmt::format("{} line 1: one column; must be genes and their lengths", path.string()));
  }
  std::size_t column = 1;
  for (std::size_t c = 1; c < reader.columns().size(); ++c) {
    if (normal_name(reader.columns()[c]) == "length") column = c;
  }
  std::unordered_map<std::string, double> lengths;
  std::vector<std::string_view> cells;
  while (reader.next(cells)) {
    const auto length = read_finite(cells[column]);
    if (!length || !(*length > 0) || !std::isfinite(*length)) {
      throw DataError(fmt::format("{}: \"{}\" must be a length, above 0", reader.where(), cells[column]));
    }
    const auto [at, is_new] = lengths.emplace(cells[0], *length);
    if (!is_new && at->second != *length) {
      throw DataError(fmt::format("{}: gene \"{}\" has another length above", reader.where(), cells[0]));
    }
  }
  return lengths;
}

}  // namespace lampyris::io
