// SPDX-License-Identifier: Apache-2.0
// What becomes of the ids of genes: versions, fields, maps, and the table of those in trouble.
#include <fstream>
#include <sstream>

#include "src/base/error.hpp"
#include "tests/io/import/import_fixture.hpp"

namespace lampyris::io {
namespace {

class GeneNamesImport : public Import {
 protected:
  std::string report() {
    ranks_.barrier();
    std::ostringstream text;
    text << std::ifstream(directory_ / "ids.tsv").rdbuf();
    return text.str();
  }
};

TEST_F(GeneNamesImport, LoseTheirVersions) {
  run({.inputs = {file("m.tsv", "gene\ts1\nENSG00000141510.18\t1\nENSG00000182378.15_PAR_Y\t2\n")}});
  EXPECT_EQ(index_.genes, (Texts{"ENSG00000141510", "ENSG00000182378_PAR_Y"}));
  EXPECT_EQ(summary_.id_type.type, GeneId::ensembl_gene);
  EXPECT_EQ(summary_.id_type.versioned, 2);
}

TEST_F(GeneNamesImport, ComeFromAFieldOfTheFile) {
  const auto gct = file("g.gct",
                        "#1.2\n3\t1\nName\tDescription\ts1\nENSG1.1\tTP53\t1\nENSG2.1\tMYC\t2\n"
                        "ENSG3.1\tMYC\t3\n");
  run({.inputs = {gct}, .gene_field = "Description", .id_report = directory_ / "ids.tsv"});
  EXPECT_EQ(index_.genes, (Texts{"TP53", "MYC"}));
  expect_values({{1, 3}});
  EXPECT_EQ(report(),
            "input\tid\tgene\tambiguous\tstatus\n"
            "g.gct\tMYC\tMYC\tno\tleft_out\ng.gct\tMYC\tMYC\tno\tkept\n");
  NoProgress progress;
  test::expect_error<UsageError>(
      [&] {
        import_cohort({.inputs = {gct}, .gene_field = "Symbol"}, directory_ / "x.h5", ranks_, progress);
      },
      "gene field \"Symbol\": ");
}

TEST_F(GeneNamesImport, AreMappedFromTheColumnThatHasThem) {
  const auto ids = file("map.tsv",
                        "entrez\tsymbol\tensembl\n7157\tTP53\tENSG00000141510\n"
                        "4609\tMYC\tENSG00000136997\n1956\tEGFR\tENSG00000146648\n");
  const auto report_path = directory_ / "ids.tsv";
  run({.inputs = {file("e.tsv",
                       "gene\ts1\nENSG00000136997.20\t1\nENSG00000141510.1\t2\nENSG00000000001\t3\n")},
       .ids = ids,
       .id_report = report_path});
  EXPECT_EQ(index_.genes, (Texts{"MYC", "TP53"}));
  EXPECT_EQ(summary_.unmapped, 1);
  EXPECT_EQ(report(), "input\tid\tgene\tambiguous\tstatus\ne.tsv\tENSG00000000001\t\tno\tunmapped\n");
  run({.inputs = {file("z.tsv", "sample\t4609\t1956\ns1\t1\t2\n")}, .ids = ids});
  EXPECT_EQ(index_.genes, (Texts{"MYC", "EGFR"}));
  EXPECT_EQ(index_.samples, Texts{"s1"});
}

TEST_F(GeneNamesImport, AreListedByWhatBecameOfThem) {
  const auto ids = file("map.tsv", "probe\tsymbol\np1\tA\np2\tA\np3\tB /// C\np4\t\np5\tD\n");
  const auto input = file("m.tsv", "probe\ts1\np1\t1\np2\t2\np3\t3\np4\t4\np5\t5\n");
  run({.inputs = {input}, .ids = ids, .id_report = directory_ / "ids.tsv"});
  const std::string head = "input\tid\tgene\tambiguous\tstatus\n";
  EXPECT_EQ(report(), head +
                          "m.tsv\tp1\tA\tno\tleft_out\nm.tsv\tp2\tA\tno\tkept\nm.tsv\tp3\tB\tyes\tonly\n"
                          "m.tsv\tp4\t\tno\tunmapped\n");
  run({.inputs = {input}, .ids = ids, .collapse = "sum", .id_report = directory_ / "ids.tsv"});
  EXPECT_EQ(report(), head +
                          "m.tsv\tp1\tA\tno\tcombined\nm.tsv\tp2\tA\tno\tcombined\nm.tsv\tp3\tB\tyes\tonly\n"
                          "m.tsv\tp4\t\tno\tunmapped\n");
  expect_values({{3, 3, 5}});
}

TEST_F(GeneNamesImport, WithoutAGeneHaveRowsAllTheSame) {
  const auto ids = file("map.tsv", "probe\tsymbol\np1\tA\n");
  NoProgress progress;
  const auto message = [&](const std::string& row) {
    const auto input = file("m.tsv", "probe\ts1\np1\t1\n" + row);
    return test::error_of<DataError>(
        [&] { import_cohort({.inputs = {input}, .ids = ids}, directory_ / "x.h5", ranks_, progress); });
  };
  expect_in("m.tsv line 3: 3 cells", message("p2\t1\t2\n"));
  expect_in("m.tsv line 3 column 2", message("p2\tx\n"));
}

TEST_F(GeneNamesImport, AreNotListedInThePlaceOfAnInput) {
  const auto ids = file("map.ids.tsv", "probe\tsymbol\np1\tA\n");
  NoProgress progress;
  test::expect_error<UsageError>(
      [&] {
        import_cohort({.inputs = {file("m.tsv", "probe\ts1\np1\t1\n")}, .ids = ids, .id_report = ids},
                      directory_ / "x.h5", ranks_, progress);
      },
      "map.ids.tsv: the list of ids would take its place");
}

TEST_F(GeneNamesImport, ReadATextInTheFormatAskedFor) {
  // Without its first line a series matrix is plain to people alone.
  const auto input = file("m.txt",
                          "\"!other\"\t\"x\"\n!Sample_title\t\"a\"\n!series_matrix_table_begin\n"
                          "\"ID_REF\"\t\"s1\"\n\"p1\"\t1\n!series_matrix_table_end\n");
  run({.inputs = {input}, .format = "series-matrix"});
  EXPECT_EQ(index_.samples, Texts{"s1"});
  expect_values({{1}});
  NoProgress progress;
  const auto refusal = [&](const std::string& format) {
    return test::error_of<UsageError>(
        [&] { import_cohort({.inputs = {input}, .format = format}, directory_ / "x.h5", ranks_, progress); });
  };
  expect_in(
      "format \"mtz\": must be auto or one of cohort, h5ad, archs4, loom, gctx, 10x, mtx, gct, "
      "series-matrix, text",
      refusal("mtz"));
  run({.inputs = {file("plain.tsv", "gene\ts1\nA\t1\n")}});
  const auto import_as = [&](const std::string& format) {
    import_cohort({.inputs = {directory_ / "out.h5"}, .format = format}, directory_ / "x.h5", ranks_,
                  progress);
  };
  test::expect_error<UsageError>([&] { import_as("loom"); }, "is a cohort.h5; leave the format out");
  test::expect_error<DataError>([&] { import_as("mtx"); }, "features.tsv");
  test::expect_error<DataError>([&] { import_as("text"); }, "binary content");
  test::expect_error<DataError>(
      [&] { import_cohort({.inputs = {input}, .format = "loom"}, directory_ / "x.h5", ranks_, progress); },
      "no HDF5 file; must be one to be of the format loom");
}

}  // namespace
}  // namespace lampyris::io
