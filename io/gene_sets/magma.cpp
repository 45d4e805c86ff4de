// SPDX-License-Identifier: Apache-2.0
// MAGMA's gene analysis, .genes.out (de Leeuw et al. 2015): columns padded with blanks.
#include "io/gene_sets/gene_set_format.hpp"
#include "io/gene_sets/score_table.hpp"
#include "io/gene_sets/table_columns.hpp"

namespace lampyris::io {

bool is_magma(std::string_view first_line) {
  const auto columns = Columns::of_line(first_line);
  return columns.has({"gene"}) && columns.has({"nsnps"}) && columns.has({"zstat", "p"});
}

GeneSetFile read_magma(const std::filesystem::path& path, const GeneSetRules&) {
  return read_score_table(path, [](std::string_view first_line) {
    const auto columns = Columns::of_line(first_line);
    const auto z = columns.find({"zstat"});
    return ScoreColumns{*columns.find({"gene"}), z ? *z : *columns.find({"p"}),
                        z ? GeneScores::Kind::z : GeneScores::Kind::p, ' '};
  });
}

}  // namespace lampyris::io
