// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "io/gene_sets/gene_set_file.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

using test::error_of;
using test::expect_in;
using Texts = std::vector<std::string>;

constexpr std::string_view catalog =
    "DATE\tDISEASE/TRAIT\tREPORTED GENE(S)\tMAPPED_GENE\tP-VALUE\tPVALUE_MLOG\tMAPPED_TRAIT_URI\n"
    "2019\tCrohn's disease\tNR\tIL23R\t3E-9\t8.5\thttp://efo/1\n"
    "2019\tCrohn's disease\tNOD2, CYLD\tNOD2 - SNX20\t2E-400\t399.7\thttp://efo/1\n"
    "2019\tHeight\tHMGA2\tHMGA2\t1E-300\t300\thttp://efo/2\n"
    "2019\tCrohn's disease\tATG16L1\tATG16L1, NOD2; HLA-A x HLA-B\t1E-8\t8\thttp://efo/1\n"
    "2019\tCrohn's disease\tPTPN2\tPTPN2\t5E-8\t7.30103\thttp://efo/1\n"
    "2019\tCrohn's disease\tX\tx\t1E-9\t9\thttp://efo/1\n"
    "2019\tCrohn's disease\tJAK2\t\t1E-9\t9\thttp://efo/1\n"
    "2019\tSleep\tintergenic\tNo mapped genes\t1E-9\t9\t\n"
    "2019\tSleep\tA\tA\t\t\t\n";

TEST(GwasCatalog, TakesMappedGenesOfSignificantAssociations) {
  const test::Directory directory;
  const auto file = read_gene_sets(directory.file("a.tsv", catalog), {});
  EXPECT_EQ(file.format, "GWAS Catalog");
  ASSERT_EQ(file.sets.size(), 2);
  EXPECT_EQ(file.sets[0].name, "Crohn's disease");
  EXPECT_EQ(file.sets[0].description, "http://efo/1");
  EXPECT_EQ(file.sets[0].genes, (Texts{"IL23R", "NOD2", "SNX20", "ATG16L1", "HLA-A", "HLA-B"}));
  EXPECT_EQ(file.sets[1].name, "Height");
  EXPECT_EQ(file.rows_left_out, 5);
  EXPECT_TRUE(file.scores.empty());
}

TEST(GwasCatalog, TakesWhatTheRulesAsk) {
  const test::Directory directory;
  const auto path = directory.gzip("a.tsv.gz", catalog);
  const auto reported = read_gene_sets(path, {.gwas_reported = true});
  ASSERT_EQ(reported.sets.size(), 2);
  EXPECT_EQ(reported.sets[0].genes, (Texts{"NOD2", "CYLD", "ATG16L1", "JAK2"}));
  EXPECT_EQ(read_gene_sets(path, {.gwas_p = 1e-305}).sets[0].genes, (Texts{"NOD2", "SNX20"}));
  EXPECT_EQ(read_gene_sets(path, {.gwas_p = 6e-8}).sets[0].genes.back(), "PTPN2");
}

TEST(GwasCatalog, KnowsOtherHeaders) {
  const test::Directory directory;
  const auto file = read_gene_sets(
      directory.file("a.tsv",
                     "disease_trait\tmapped gene\tpvalue mlog\nGout\tA\t7.31\nGout\tB\t7.29\nGout\tC\tNA\n"),
      {});
  ASSERT_EQ(file.sets.size(), 1);
  EXPECT_EQ(file.sets[0].genes, Texts{"A"});
  EXPECT_EQ(file.sets[0].description, "GWAS Catalog");
}

TEST(GwasCatalog, RefusesWithLine) {
  const test::Directory directory;
  const auto message = [&](std::string_view content, const GeneSetRules& rules = {}) {
    return error_of<DataError>([&] { (void)read_gene_sets(directory.file("a.tsv", content), rules); });
  };
  expect_in("a.tsv line 2: p \"small\" must be a number",
            message("DISEASE/TRAIT\tMAPPED_GENE\tP-VALUE\nGout\tA\tsmall\n"));
  expect_in("a.tsv: no column P-VALUE or PVALUE_MLOG", message("DISEASE/TRAIT\tMAPPED_GENE\nGout\tA\n"));
  expect_in("no column of reported genes; the other kind is modules.gwas_genes = \"mapped\"",
            message("DISEASE/TRAIT\tMAPPED_GENE\tP-VALUE\nGout\tA\t1E-9\n", {.gwas_reported = true}));
  expect_in("GWAS Catalog without a gene set; 1 rows",
            message("DISEASE/TRAIT\tMAPPED_GENE\tP-VALUE\nGout\tA\t0.1\n"));
  expect_in("a.tsv line 3: 2 cells; the header has 3",
            message("DISEASE/TRAIT\tMAPPED_GENE\tP-VALUE\nGout\tA\t0.1\nGout\tA\n"));
}

}  // namespace
}  // namespace lampyris::io
