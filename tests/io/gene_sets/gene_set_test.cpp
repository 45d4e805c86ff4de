// SPDX-License-Identifier: Apache-2.0
// Files that hold gene sets as they are: GMT, scDRS without numbers, DisGeNET; and the map of their ids.
#include <gtest/gtest.h>

#include "io/gene_sets/gene_set_file.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

using test::error_of;
using test::expect_error;
using test::expect_in;
using Texts = std::vector<std::string>;

std::string set_error(std::string_view content) {
  const test::Directory directory;
  return error_of<DataError>([&] { (void)read_gene_sets(directory.file("s.txt", content), {}); });
}

TEST(Gmt, ReadsSetsInOrder) {
  const test::Directory directory;
  const auto file = read_gene_sets(directory.gzip("s.gz", "\n S 1\t\tA\tB\tA\t\r\n\r\nS2\tabout\tC\r\n"), {});
  EXPECT_EQ(file.format, "GMT");
  ASSERT_EQ(file.sets.size(), 2);
  EXPECT_EQ(file.sets[0].name, "S 1");
  EXPECT_EQ(file.sets[0].description, "");
  EXPECT_EQ(file.sets[0].genes, (Texts{"A", "B"}));
  EXPECT_EQ(file.sets[1].description, "about");
  EXPECT_EQ(file.sets[1].genes, Texts{"C"});
  EXPECT_EQ(file.ids, 3);
  EXPECT_TRUE(file.scores.empty());
}

TEST(GeneSets, CountsEachGeneOfTheCohortOnce) {
  const test::Directory directory;
  const auto file = read_gene_sets(directory.file("s.gmt", "S\td\tA\tB\nT\td\tB\tC\tD\n"), {});
  EXPECT_EQ(count_measured(file, {"B", "C", "E"}), 2);
  EXPECT_EQ(count_measured(file, {"E"}), 0);
}

TEST(Gmt, RefusesWithLine) {
  expect_in("s.txt line 2: 1 cells", set_error("S\td\tA\nT   d   A   B\n"));
  expect_in("s.txt line 1: gene set \"S\" has no gene", set_error("S\td\t\t\n"));
  expect_in("s.txt line 1: a gene set without a name", set_error("\td\tA\n"));
  expect_in("s.txt line 3: gene set \"S\" stands already in line 1", set_error("S\td\tA\n\nS\td\tB\n"));
}

TEST(Scdrs, RefusesAHeaderOfBlanks) {
  expect_in("s.txt: no column \"trait\"", set_error("TRAIT GENESET\nasthma\n"));
}

TEST(GeneSets, RefuseWhatIsNone) {
  expect_in("no gene set", set_error("\n"));
  expect_in("no gene set", set_error(""));
  expect_in("s.txt line 2: not the first line of any format of gene sets; must be one of scDRS, MAGMA",
            set_error("\na line of text\n"));
  const test::Directory directory;
  expect_error<DataError>([&] { (void)read_gene_sets(directory.path() / "absent", {}); }, "no such file");
}

TEST(Scdrs, TakesListsWithoutNumbersAsTheyAre) {
  const test::Directory directory;
  const auto file =
      read_gene_sets(directory.file("s.gmt", "Trait\tGeneset\nheight\tA, B,A,\nsleep\tC\n"), {.top = 1});
  EXPECT_EQ(file.format, "scDRS");
  ASSERT_EQ(file.sets.size(), 2);
  EXPECT_EQ(file.sets[0].name, "height");
  EXPECT_EQ(file.sets[0].genes, (Texts{"A", "B"}));
  EXPECT_TRUE(file.scores.empty());
  expect_in("line 2: trait \"a\" has no gene", set_error("TRAIT\tGENESET\na\t,\n"));
  expect_in("line 3: trait \"a\" stands twice", set_error("TRAIT\tGENESET\na\tA\na\tB\n"));
  expect_in("line 2: a gene set without a trait", set_error("TRAIT\tGENESET\n\tA\n"));
  expect_in("line 2: 1 of 2 genes have a number", set_error("TRAIT\tGENESET\na\tA:1,B\n"));
  expect_in("line 2: \"A:x\" must be a gene and its number", set_error("TRAIT\tGENESET\na\tA:x\n"));
  expect_in("line 2: \":2\" has no gene", set_error("TRAIT\tGENESET\na\t:2\n"));
  expect_in("a header without rows", set_error("TRAIT\tGENESET\n"));
}

constexpr std::string_view disgenet =
    "geneId\tgeneSymbol\tDSI\tdiseaseId\tdiseaseName\tscore\n"
    "1\tA\t0.7\tC01\tAsthma, severe\t0.3\n"
    "2\tB\t0.7\tC01\tAsthma, severe\t0.29\n"
    "3\tC\tNA\tC02\tGout\t0.9\n"
    "4\tD\t0.7\tC01\tAsthma, severe\t1\n"
    "5\t\t0.7\tC01\tAsthma, severe\t1\n";

TEST(Disgenet, TakesAssociationsOfALeastScore) {
  const test::Directory directory;
  const auto file = read_gene_sets(directory.file("s.tsv", disgenet), {});
  EXPECT_EQ(file.format, "DisGeNET");
  ASSERT_EQ(file.sets.size(), 2);
  EXPECT_EQ(file.sets[0].name, "Asthma, severe");
  EXPECT_EQ(file.sets[0].description, "C01");
  EXPECT_EQ(file.sets[0].genes, (Texts{"A", "D"}));
  EXPECT_EQ(file.sets[1].genes, Texts{"C"});
  EXPECT_EQ(file.rows_left_out, 2);
  EXPECT_EQ(read_gene_sets(directory.path() / "s.tsv", {.disgenet_score = 0}).sets[0].genes,
            (Texts{"A", "B", "D"}));
  const auto none =
      error_of<DataError>([&] { (void)read_gene_sets(directory.path() / "s.tsv", {.disgenet_score = 1.1}); });
  expect_in("DisGeNET without a gene set; 5 rows", none);
  // Another version's header.
  EXPECT_EQ(read_gene_sets(directory.file("t.tsv", "Gene_Symbol\tDisease Name\tSCORE\nA\tGout\t0.5\n"), {})
                .sets[0]
                .name,
            "Gout");
  expect_in("s.txt line 2: score \"high\" must be a number",
            set_error("geneSymbol\tdiseaseName\tscore\nA\tGout\thigh\n"));
  expect_in("s.txt line 3: 2 cells; the header has 3",
            set_error("geneSymbol\tdiseaseName\tscore\nA\tGout\t1\nA\tGout\n"));
}

TEST(GeneSets, AreMappedByAnIdMap) {
  const test::Directory directory;
  IdMap map;
  map.add("1", "A");
  map.add("2", "B");
  map.add("3", "B");
  const auto file = read_gene_sets(directory.file("s.gmt", "S\t\t1\t2\t3\t9\nT\t\t9\n"), {.ids = &map});
  EXPECT_EQ(file.ids, 4);
  EXPECT_EQ(file.mapped, 3);
  ASSERT_EQ(file.sets.size(), 1);  // T has no gene left
  EXPECT_EQ(file.sets[0].genes, (Texts{"A", "B"}));
  const auto symbols = read_gene_sets(directory.file("t.gmt", "S\t\tA\tB\n"), {.ids = &map});
  EXPECT_EQ(symbols.mapped, 0);
  EXPECT_EQ(symbols.sets[0].genes, (Texts{"A", "B"}));
}

}  // namespace
}  // namespace lampyris::io
