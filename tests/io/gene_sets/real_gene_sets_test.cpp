// SPDX-License-Identifier: Apache-2.0
// Public files of gene sets. Counts by zcat, awk and Python.
#include <gtest/gtest.h>

#include "io/gene_sets/gene_set_file.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/real_data.hpp"

namespace lampyris::io {
namespace {

TEST(RealGeneSets, AreReadWhole) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << test::no_real_data();
  const auto count = [&](const char* name) {
    const auto file = read_gene_sets(data / "genesets" / name, {});
    EXPECT_EQ(file.format, "GMT");
    return file.sets.size();
  };
  EXPECT_EQ(count("GWAS_Catalog_2019_enrichr.gmt.gz"), 1737);
  EXPECT_EQ(count("h.all.v7.0.symbols.gmt.gz"), 50);
  EXPECT_EQ(count("bloodCellMarkersIRISDMAP_symbols_PLIER.gmt.gz"), 61);
}

TEST(RealGeneSets, OfScdrs) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << test::no_real_data();
  const auto path = data / "genesets/magma_10kb_top1000_zscore.74_traits.rv1.gs.gz";
  const auto file = read_gene_sets(path, {});
  EXPECT_EQ(file.format, "scDRS");
  ASSERT_EQ(file.sets.size(), 74);
  EXPECT_EQ(file.sets[0].name, "PASS_ADHD_Demontis2018");
  EXPECT_EQ(file.sets[0].genes.size(), 1000);
  EXPECT_EQ(file.sets[0].genes.back(), "ERLIN1");
  EXPECT_EQ(file.scores[1].genes[0], "BCAM");
  EXPECT_EQ(file.scores[1].scores[0], 8.2095);
  // The file is in descending order of z, so fewer are its beginning.
  const auto some = read_gene_sets(path, {.top = 3});
  EXPECT_EQ(some.sets[1].genes, (std::vector<std::string>{"BCAM", "CEACAM16", "PVR"}));
}

TEST(RealGeneSets, MalformedOnPurpose) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << test::no_real_data();
  const auto read = [&](const char* name) { return read_gene_sets(data / "formats/gmt" / name, {}); };
  EXPECT_EQ(read("cmap_test.gmt").sets[1].genes, (std::vector<std::string>{"b4", "b2", "b3"}));
  // Blanks in place of tabs; a gene that stands twice, which counts once.
  test::expect_error<DataError>([&] { (void)read("cmap_test_bad.gmt"); }, "cmap_test_bad.gmt line 1");
  EXPECT_EQ(read("cmap_test_bad2.gmt").sets[1].genes, (std::vector<std::string>{"b4", "b2"}));
}

}  // namespace
}  // namespace lampyris::io
