// SPDX-License-Identifier: Apache-2.0
// Files of gene scores: MAGMA, PASCAL, PascalX and scDRS.
#include <gtest/gtest.h>

#include "io/gene_sets/gene_set_file.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

using test::error_of;
using test::expect_in;
using Kind = GeneScores::Kind;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

std::string message(std::string_view content) {
  const test::Directory directory;
  return error_of<DataError>([&] { (void)read_gene_sets(directory.file("s.txt", content), {}); });
}

constexpr std::string_view magma =
    "GENE       CHR      START       STOP  NSNPS  NPARAM       N        ZSTAT            P\n"
    "148398       1     859993     879961     12       4  250000      -1.2316      0.89095\n"
    "26155        1     879583     894679     33       7  250000       4.1000   2.0658e-05\n"
    "339451       1     895967     901095      9       3  250000           NA           NA\n"
    "84069        1     901872     910488     41       9  250000       4.1000   2.0658e-05\n"
    "84808        1     910579     917473     15       5  250000       5.2000   9.9644e-08\n";

TEST(Magma, MakesASetOfTheHighestZ) {
  const test::Directory directory;
  const auto file = read_gene_sets(directory.file("ibd.genes.out", magma), {.top = 2});
  EXPECT_EQ(file.format, "MAGMA");
  ASSERT_EQ(file.scores.size(), 1);
  EXPECT_EQ(file.scores[0].trait, "ibd");
  EXPECT_EQ(file.scores[0].kind, Kind::z);
  EXPECT_EQ(file.scores[0].genes, (Texts{"148398", "26155", "84069", "84808"}));
  EXPECT_EQ(file.scores[0].scores, (Numbers{-1.2316, 4.1, 4.1, 5.2}));
  ASSERT_EQ(file.sets.size(), 1);
  EXPECT_EQ(file.sets[0].name, "ibd");
  EXPECT_EQ(file.sets[0].description, "MAGMA, highest z");
  EXPECT_EQ(file.sets[0].genes, (Texts{"84808", "26155"}));
  EXPECT_EQ(file.rows_left_out, 1);
}

TEST(Magma, ReadsOtherHeaders) {
  const test::Directory directory;
  // With permutations and without z, separated by tabs.
  const auto file = read_gene_sets(
      directory.gzip("x.txt.gz", "Gene\tChr\tNSNPs\tP\tPermP\nA\t1\t9\t0.5\t0.4\nB\t1\t9\t1e-400\t0.1\n"),
      {.top = 1});
  EXPECT_EQ(file.format, "MAGMA");
  EXPECT_EQ(file.scores[0].kind, Kind::p);
  EXPECT_EQ(file.sets[0].genes, Texts{"B"});
  EXPECT_EQ(file.sets[0].description, "MAGMA, lowest p");
  EXPECT_EQ(file.sets[0].name, "x");
}

TEST(Magma, MapsItsIdsBeforeTheTopIsTaken) {
  const test::Directory directory;
  IdMap map;
  map.add("148398", "SAMD11");
  map.add("26155", "NOC2L");
  map.add("84069", "NOC2L");  // another id of the gene, which is as strong
  const auto file = read_gene_sets(directory.file("ibd.genes.out", magma), {.top = 2, .ids = &map});
  EXPECT_EQ(file.sets[0].genes, (Texts{"NOC2L", "SAMD11"}));
  EXPECT_EQ(file.scores[0].scores, (Numbers{-1.2316, 4.1}));
  EXPECT_EQ(file.ids, 4);
  EXPECT_EQ(file.mapped, 3);
}

TEST(Magma, RefusesWithLine) {
  const std::string header = "GENE CHR NSNPS ZSTAT P\n";
  expect_in("s.txt line 2: 3 cells; must have 4", message(header + "A 1 2\n"));
  expect_in("s.txt line 3: \"x\" must be a number, the gene's z",
            message(header + "A 1 2 3 0.1\nB 1 2 x 0.1\n"));
  expect_in("s.txt line 2: \"inf\"", message(header + "A 1 2 inf 0.1\n"));
  expect_in("MAGMA without a gene set", message(header));
}

TEST(Pascal, MakesASetOfTheLowestP) {
  const test::Directory directory;
  const auto file = read_gene_sets(
      directory.file("bmi.sum.genescores.txt",
                     "chromosome\tstart\tend\tstrand\tgene_id\tgene_symbol\tnumSnps\tpvalue\tStatus\n"
                     "chr1\t1\t2\t+\t79501\tOR4F5\t3\t0.04\tDAVIES_SUCCESS\n"
                     "chr1\t1\t2\t+\t1\tA\t3\tNA\tUNKNOWN\n"
                     "chr1\t1\t2\t+\t79501\tOR4F5\t3\t0.01\tDAVIES_SUCCESS\n"
                     "chr1\t1\t2\t+\t2\tB\t3\t2.0E-12\tDAVIES_SUCCESS\n"),
      {});
  EXPECT_EQ(file.format, "PASCAL");
  EXPECT_EQ(file.scores[0].kind, Kind::p);
  EXPECT_EQ(file.scores[0].scores, (Numbers{0.01, 2e-12}));
  EXPECT_EQ(file.sets[0].name, "bmi");
  EXPECT_EQ(file.sets[0].genes, (Texts{"B", "OR4F5"}));
  EXPECT_EQ(file.rows_left_out, 1);
}

TEST(PascalX, KnowsItsFilesWithAndWithoutAHeader) {
  const test::Directory directory;
  const auto bare = read_gene_sets(directory.file("t2d.tsv", "A\t0.5\nB\t1e-20\n"), {.top = 1});
  EXPECT_EQ(bare.format, "PascalX");
  EXPECT_EQ(bare.sets[0].name, "t2d");
  EXPECT_EQ(bare.sets[0].genes, Texts{"B"});
  const auto headed =
      read_gene_sets(directory.file("t2d.tsv", "Gene\tP-value\nA\t0.5\nB\t1e-20\n"), {.top = 1});
  EXPECT_EQ(headed.scores[0].genes, (Texts{"A", "B"}));
  expect_in("s.txt line 2: \"1.5\" must be a p from 0 to 1", message("A\t0.5\nB\t1.5\n"));
  expect_in("s.txt line 2: 1 cells; must have 2", message("A\t0.5\nB\n"));
}

TEST(Scdrs, MakesASetOfTheHighestZ) {
  const test::Directory directory;
  const auto file = read_gene_sets(
      directory.file("s.gs", "TRAIT\tGENESET\nheight\tA:1.5,B:7,HLA:X:3,\nsleep\tC:2\n"), {.top = 2});
  ASSERT_EQ(file.sets.size(), 2);
  EXPECT_EQ(file.sets[0].name, "height");
  EXPECT_EQ(file.sets[0].genes, (Texts{"B", "HLA:X"}));
  EXPECT_EQ(file.scores[0].scores, (Numbers{1.5, 7, 3}));
  EXPECT_EQ(file.sets[1].genes, Texts{"C"});
}

}  // namespace
}  // namespace lampyris::io
