// SPDX-License-Identifier: Apache-2.0
// PASCAL's gene scores (Lamparter et al. 2016): a p for each gene, NA where it could not be computed.
#include "io/gene_sets/gene_set_format.hpp"
#include "io/gene_sets/score_table.hpp"
#include "io/gene_sets/table_columns.hpp"

namespace lampyris::io {

bool is_pascal(std::string_view first_line) {
  const auto columns = Columns::of_line(first_line);
  return columns.has({"genesymbol", "geneid"}) && columns.has({"pvalue"}) && columns.has({"numsnps"});
}

GeneSetFile read_pascal(const std::filesystem::path& path, const GeneSetRules&) {
  return read_score_table(path, [](std::string_view first_line) {
    const auto columns = Columns::of_line(first_line);
    return ScoreColumns{*columns.find({"genesymbol", "geneid"}), *columns.find({"pvalue"})};
  });
}

}  // namespace lampyris::io
