// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/gene_id.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lampyris {
namespace {

TEST(GeneId, IsKnownByItsForm) {
  for (const char* id :
       {"ENSG00000141510", "ENSG00000141510.18", "ENSMUSG00000059552", "ENSG00000182378.15_PAR_Y"})
    EXPECT_EQ(gene_id_of(id), GeneId::ensembl_gene) << id;
  EXPECT_EQ(gene_id_of("ENST00000269305.9"), GeneId::ensembl_transcript);
  EXPECT_EQ(gene_id_of("ENSP00000269305"), GeneId::ensembl_protein);
  EXPECT_EQ(gene_id_of("9606.ENSP00000269305"), GeneId::string_protein);
  EXPECT_EQ(gene_id_of("7157"), GeneId::entrez);
  EXPECT_EQ(gene_id_of("NM_000546.6"), GeneId::refseq);
  for (const char* id : {"1000_at", "202431_s_at", "ILMN_1762337", "A_23_P26810"})
    EXPECT_EQ(gene_id_of(id), GeneId::probe) << id;
  for (const char* id : {"TP53", "Trp53", "HLA-DRB1", "C1orf112", "MT-CO1", "RP11-34P13.7"})
    EXPECT_EQ(gene_id_of(id), GeneId::symbol) << id;
  for (const char* id : {"", "a b"}) EXPECT_EQ(gene_id_of(id), GeneId::other) << id;
}

TEST(GeneId, OfMostIdsIsTheKindOfAll) {
  const std::vector<std::string> ids{"ENSG00000141510.18", "ENSG00000136997", "", "TP53"};
  const auto found = detect_gene_ids(ids);
  EXPECT_EQ(found.type, GeneId::ensembl_gene);
  EXPECT_EQ(found.recognised, 2);
  EXPECT_EQ(found.versioned, 1);
  EXPECT_EQ(found.total, 3);
}

TEST(GeneId, LosesItsVersion) {
  EXPECT_EQ(without_version("ENSG00000141510.18"), "ENSG00000141510");
  EXPECT_EQ(without_version("ENSG00000182378.15_PAR_Y"), "ENSG00000182378_PAR_Y");
  EXPECT_EQ(without_version("RP11-34P13.7"), "RP11-34P13.7");
  EXPECT_EQ(without_version("TP53"), "TP53");
}

}  // namespace
}  // namespace lampyris
