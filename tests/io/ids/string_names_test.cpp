// SPDX-License-Identifier: Apache-2.0
// Names of proteins as STRING gives them, of versions 12 and 11.
#include <gtest/gtest.h>

#include "io/ids/id_map.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

using test::error_of;
using test::expect_in;

TEST(StringNames, OfProteinInfo) {
  const test::Directory directory;
  const auto names =
      read_id_map(directory.gzip("info.txt.gz",
                                 "#string_protein_id\tpreferred_name\tprotein_size\tannotation\n"
                                 "9606.ENSP1\tARF5\t180\tADP-ribosylation factor 5; "
                                 "\"GTP-binding\tprotein.\n9606.ENSP2\tM6PR\t277\tx\n"));
  EXPECT_EQ(names.size(), 2);
  EXPECT_EQ(names.find("9606.ENSP1")->gene, "ARF5");
  EXPECT_EQ(names.find("9606.ENSP2")->gene, "M6PR");
  const auto old =
      read_id_map(directory.file("old.txt",
                                 "protein_external_id\tpreferred_name\tprotein_size\tannotation\n"
                                 "9606.ENSP1\tARF5\t180\tx\n"));
  EXPECT_EQ(old.find("9606.ENSP1")->gene, "ARF5");
}

TEST(StringNames, OfProteinAliasesByTheBestSource) {
  const test::Directory directory;
  const auto names = read_id_map(directory.file("aliases.txt",
                                                "#string_protein_id\talias\tsource\n"
                                                "9606.ENSP1\t2B6H\tEnsembl_PDB\n"
                                                "9606.ENSP1\tARF5old\tUniProt_GN_Name\n"
                                                "9606.ENSP1\tARF5\tEnsembl_HGNC_symbol\n"
                                                "9606.ENSP1\tARF5x\tEnsembl_HGNC\n"
                                                "9606.ENSP2\tM6PR\tUniProt_GN_Name\n"
                                                "9606.ENSP2\tMPRD\tUniProt_GN_Synonyms\n"
                                                "9606.ENSP3\tP1\tUniProt_AC\n"));
  EXPECT_EQ(names.size(), 2);
  EXPECT_EQ(names.find("9606.ENSP1")->gene, "ARF5");
  EXPECT_EQ(names.find("9606.ENSP2")->gene, "M6PR");
  EXPECT_FALSE(names.find("9606.ENSP2")->ambiguous);
  // Several sources in a cell, as version 11 has them.
  const auto old =
      read_id_map(directory.file("old.txt",
                                 "## string_protein_id ## alias ## source ##\n"
                                 "9606.ENSP1\tA1\tBLAST_KEGG_NAME BLAST_UniProt_GN_Name\n"
                                 "9606.ENSP1\tA2\tBLAST_UniProt_AC BioMart_HUGO Ensembl_HGNC\n"));
  EXPECT_EQ(old.find("9606.ENSP1")->gene, "A2");
}

TEST(StringNames, OfAnyAliasOfTheKindOfIdsThatAreAskedFor) {
  const test::Directory directory;
  const auto path = directory.file("aliases.txt",
                                   "#string_protein_id\talias\tsource\n"
                                   "9606.ENSP1\tENSG00000004059\tEnsembl_gene\n"
                                   "9606.ENSP1\tARF5\tEnsembl_HGNC_symbol\n"
                                   "9606.ENSP1\t381\tEnsembl_EntrezGene\n"
                                   "9606.ENSP2\tENSG00000003056\tEnsembl_gene\n"
                                   "9606.ENSP2\t4074\tUniProt_DR_GeneID\n"
                                   "9606.ENSP2\tM6PR\tUniProt_GN_Name\n");
  const std::vector<std::string> ensembl{"ENSG00000003056.8", "ENSG00000004059.11"};
  const auto names = read_id_map(path, ensembl);
  EXPECT_EQ(names.size(), 2);
  EXPECT_EQ(names.find("ENSG00000003056.8")->gene, "M6PR");
  EXPECT_EQ(names.find("ENSG00000004059")->gene, "ARF5");
  const std::vector<std::string> entrez{"381"};
  EXPECT_EQ(read_id_map(path, entrez).find("4074")->gene, "M6PR");
  const std::vector<std::string> proteins{"9606.ENSP2"};
  EXPECT_EQ(read_id_map(path, proteins).find("9606.ENSP1")->gene, "ARF5");
}

TEST(StringNames, RefuseWithLine) {
  const test::Directory directory;
  const auto message = [&](std::string_view content) {
    return error_of<DataError>([&] { (void)read_id_map(directory.file("n.txt", content)); });
  };
  expect_in("n.txt: no protein with a preferred name", message("#string_protein_id\tpreferred_name\n"));
  expect_in("n.txt line 2: must be a protein and its name",
            message("#string_protein_id\tpreferred_name\n9606.ENSP1\n"));
  expect_in("n.txt: no protein with a symbol; sources must be of HGNC, UniProt or Entrez",
            message("#string_protein_id\talias\tsource\n9606.ENSP1\tx\tEnsembl_PDB\n"));
  expect_in("empty", message(""));
}

}  // namespace
}  // namespace lampyris::io
