// SPDX-License-Identifier: Apache-2.0
// Gene–disease associations of DisGeNET (Piñero et al. 2020): a row each, with a score from 0 to 1.
#include <fmt/format.h>

#include "io/gene_sets/gene_set_format.hpp"
#include "io/gene_sets/grouped_sets.hpp"
#include "io/gene_sets/table_columns.hpp"
#include "io/text/cells.hpp"
#include "io/text/table_reader.hpp"
#include "src/base/error.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {

bool is_disgenet(std::string_view first_line) {
  const auto columns = Columns::of_line(first_line);
  return columns.has({"genesymbol"}) && columns.has({"diseasename"}) && columns.has({"score"});
}

GeneSetFile read_disgenet(const std::filesystem::path& path, const GeneSetRules& rules) {
  GeneSetFile file;
  GroupedSets sets;
  TableReader reader(path);
  const Columns columns(reader.columns());
  const std::size_t gene = columns.require({"genesymbol"}, path);
  const std::size_t disease = columns.require({"diseasename"}, path);
  const std::size_t score = columns.require({"score"}, path);
  const auto id = columns.find({"diseaseid", "diseaseumlscui"});
  std::vector<std::string_view> cells;
  while (reader.next(cells)) {
    const auto value = read_finite(cells[score]);
    if (!value && !is_missing(cells[score])) {
      throw DataError(fmt::format("{}: score \"{}\" must be a number", reader.where(), cells[score]));
    }
    if (!value || *value < rules.disgenet_score || is_missing(cells[gene]) || cells[disease].empty()) {
      ++file.rows_left_out;
    } else {
      sets.add(cells[disease], id ? cells[*id] : "DisGeNET", cells[gene]);
    }
  }
  file.sets = sets.take();
  return file;
}

}  // namespace lampyris::io
