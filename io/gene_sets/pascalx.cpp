// SPDX-License-Identifier: Apache-2.0
// PascalX's gene scores (Krefl & Bergmann 2022): symbol and p, mostly without a header.
#include "io/gene_sets/gene_set_format.hpp"
#include "io/gene_sets/score_table.hpp"
#include "io/gene_sets/table_columns.hpp"
#include "io/text/cells.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

bool is_header(std::string_view line) {
  const auto columns = Columns::of_line(line);
  return columns.size() == 2 && columns.has({"gene", "symbol", "genesymbol"}) && columns.has({"p", "pvalue"});
}

}  // namespace

bool is_pascalx(std::string_view first_line) {
  std::vector<std::string_view> cells;
  split_cells(first_line, '\t', cells);
  return cells.size() == 2 && (is_header(first_line) || read_finite(cells[1]));
}

GeneSetFile read_pascalx(const std::filesystem::path& path, const GeneSetRules&) {
  return read_score_table(path, [](std::string_view first_line) {
    ScoreColumns columns;
    columns.has_header = is_header(first_line);
    return columns;
  });
}

}  // namespace lampyris::io
