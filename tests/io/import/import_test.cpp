// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/io/import/import_fixture.hpp"

namespace lampyris::io {
namespace {

const Rows2d small = {{1, 4}, {2.5F, na}, {-3, 6}};  // samples s1, s2, s3; genes A, B

TEST_F(Import, ReadsEveryDelimiterLineEndAndHeader) {
  for (const std::string delimiter : {"\t", ",", ";"}) {
    for (const std::string end : {"\n", "\r\n", "\r"}) {
      for (const std::string corner : {"gene", "\"\"", "none"}) {
        for (const std::string name : {"m.tsv", "m.txt.gz"}) {
          if (name == "m.txt.gz" && corner != "gene") continue;
          std::string text = corner == "none" ? "s1|s2|s3/" : corner + "|s1|\"s2\"|s3/";
          text += "A|1|2.5|-3/\"B\"|4|NA|6/";
          std::string content;
          for (const char c : text) content += c == '|' ? delimiter : c == '/' ? end : std::string(1, c);
          run({.inputs = {file(name, content)}});
          EXPECT_EQ(index_.samples, (Texts{"s1", "s2", "s3"}));
          EXPECT_EQ(index_.genes, (Texts{"A", "B"}));
          expect_values(small);
          EXPECT_EQ(summary_.missing_values, 1);
        }
      }
    }
  }
}

TEST_F(Import, RecognisesSamplesAsRows) {
  const std::string body = "\tA\tB\ns1\t1\t4\ns2\t2.5\t\ns3\t-3\t6\n";
  const auto annotation = file("a.tsv", "sample\torgan\ns3\tlung\ns7\tskin\n");
  const auto expect_small = [&] {
    EXPECT_EQ(index_.samples, (Texts{"s1", "s2", "s3"}));
    EXPECT_EQ(index_.genes, (Texts{"A", "B"}));
    expect_values(small);
  };
  run({.inputs = {file("by_annotation.tsv", body)}, .annotation = annotation});
  expect_small();
  EXPECT_EQ(index_.annotation.columns, Texts{"organ"});
  EXPECT_EQ(index_.annotation.values[0], (Texts{"", "", "lung"}));
  EXPECT_EQ(summary_.samples_without_annotation, 2);
  EXPECT_EQ(summary_.annotation_without_sample, 1);
  run({.inputs = {file("by_corner.tsv", "Sample ID" + body)}});
  expect_small();
  run({.inputs = {file("by_request.tsv", body)}, .rows = Rows::samples});
  expect_small();
  const auto ids = file("ids.tsv", "id\tsymbol\nA\tAA\nB\tBB\n");
  run({.inputs = {file("by_ids.tsv", body)}, .ids = ids});
  expect_values(small);
  EXPECT_EQ(index_.genes, (Texts{"AA", "BB"}));
  run({.inputs = {file("default.tsv", body)}});
  EXPECT_EQ(index_.samples, (Texts{"A", "B"}));
  // The request wins over every sign.
  run({.inputs = {file("by_corner.tsv", "Sample ID" + body)}, .rows = Rows::genes});
  EXPECT_EQ(index_.samples, (Texts{"A", "B"}));
}

struct Rule {
  std::string name;
  Texts genes;
  Rows2d values;
};

/// Gene X has probes p1 (1, 5, NA), p3 (4, 2, 0.5) and p4 (0, 8, 4); Y has p2; p5 is unknown, p6 has no gene.
/// Mean of p1 3, p3 13/6, p4 4; variance of p1 8, p3 3.08, p4 16.
const std::vector<Rule>& rules() {
  static const std::vector<Rule> all = {
      {"max-mean", {"Y", "X"}, {{7, 0}, {8, 8}, {9, 4}}},
      {"max-variance", {"Y", "X"}, {{7, 0}, {8, 8}, {9, 4}}},
      {"mean", {"Y", "X"}, {{7, 5.0F / 3}, {8, 5}, {9, 2.25F}}},
      {"median", {"Y", "X"}, {{7, 1}, {8, 5}, {9, 2.25F}}},
      {"sum", {"Y", "X"}, {{7, 5}, {8, 15}, {9, 4.5F}}},
  };
  return all;
}

TEST_F(Import, CollapsesProbesByRow) {
  const auto input = file("m.tsv",
                          "probe\ts1\ts2\ts3\np1\t1\t5\tNA\np2\t7\t8\t9\np3\t4\t2\t0.5\np5\t1\t1\t1\n"
                          "p4\t0\t8\t4\np6\t2\t2\t2\n");
  const auto ids =
      file("ids.tsv", "probe\tx\tsymbol\np1\t1\tX\np2\t2\tY /// Z\np3\t3\tX\np4\t4\tX\np6\t5\t---\n");
  for (const auto& rule : rules()) {
    SCOPED_TRACE(rule.name);
    run({.inputs = {input}, .ids = ids, .collapse = rule.name});
    EXPECT_EQ(index_.genes, rule.genes);
    expect_values(rule.values);
    EXPECT_EQ(summary_.ids, 6);
    EXPECT_EQ(summary_.unmapped, 2);
    EXPECT_EQ(summary_.ambiguous, 1);
    EXPECT_EQ(summary_.collapsed, 1);
  }
}

TEST_F(Import, CollapsesProbesByColumn) {
  const auto input =
      file("m.csv", "sample,p1,p2,p3,p5,p4,p6\ns1,1,7,4,1,0,2\ns2,5,8,2,1,8,2\ns3,,9,0.5,1,4,2\n");
  const auto ids =
      file("ids.tsv", "probe\tx\tsymbol\np1\t1\tX\np2\t2\tY /// Z\np3\t3\tX\np4\t4\tX\np6\t5\t---\n");
  for (const auto& rule : rules()) {
    SCOPED_TRACE(rule.name);
    run({.inputs = {input}, .ids = ids, .collapse = rule.name});
    EXPECT_EQ(index_.genes, rule.genes);
    expect_values(rule.values);
    EXPECT_EQ(summary_.unmapped, 2);
    EXPECT_EQ(summary_.collapsed, 1);
  }
}

TEST_F(Import, TellsTheTwoRulesThatKeepARowApart) {
  const auto input = file("m.tsv", "gene\ts1\ts2\nX\t5\t6\nX\t0\t4\nX\tNA\tNA\nY\t1\t1\n");
  run({.inputs = {input}, .collapse = "max-mean"});
  EXPECT_EQ(index_.genes, (Texts{"X", "Y"}));
  expect_values({{5, 1}, {6, 1}});
  run({.inputs = {input}, .collapse = "max-variance"});
  expect_values({{0, 1}, {4, 1}});
  // Of equals the first is kept.
  run({.inputs = {file("t.tsv", "gene\ts1\ts2\nX\t5\t6\nX\t6\t5\n")}});
  expect_values({{5}, {6}});
}

TEST_F(Import, CutsHighValuesAfterCollapsing) {
  const auto input = file("m.tsv", "gene\ts1\ts2\nX\t30\t6\nX\t2\tNA\nY\t1\t50\n");
  run({.inputs = {input}, .collapse = "mean", .clip = 20});
  expect_values({{16, 1}, {6, 20}});
}

/// A value of a large matrix, with many duplicates of genes and missing values.
std::string large_cell(std::size_t row, std::size_t column) {
  const std::size_t hash = (row * 2654435761U + column * 40503U) % 1000003U;
  return hash % 50 == 0 ? "NA" : fmt::format("{}.{:03}", hash % 17, hash % 997);
}

struct Large {
  std::string by_genes, by_samples = "sample";
};

Large make_large(std::size_t rows, std::size_t samples) {
  Large large;
  large.by_genes = "gene";
  for (std::size_t i = 0; i < samples; ++i) large.by_genes += fmt::format("\ts{}", i);
  large.by_genes += '\n';
  for (std::size_t r = 0; r < rows; ++r) {
    const auto gene = fmt::format("G{}", r % (rows * 3 / 4));
    large.by_genes += gene;
    large.by_samples += '\t' + gene;
    for (std::size_t i = 0; i < samples; ++i) large.by_genes += '\t' + large_cell(r, i);
    large.by_genes += '\n';
  }
  large.by_samples += '\n';
  for (std::size_t i = 0; i < samples; ++i) {
    large.by_samples += fmt::format("s{}", i);
    for (std::size_t r = 0; r < rows; ++r) large.by_samples += '\t' + large_cell(r, i);
    large.by_samples += '\n';
  }
  return large;
}

TEST_F(Import, IsTheSameOnAnyNumberOfRanks) {
  // One rank alone gives the values to compare with; blocks, waves and chunks all have several parts.
  const auto large = make_large(2800, 140);
  const auto genes = file("genes.tsv.gz", large.by_genes);
  const auto samples = file("samples.tsv", large.by_samples);
  const auto alone = ranks_.split(ranks_.rank());
  for (const std::string rule : {"max-mean", "max-variance", "mean", "median"}) {
    SCOPED_TRACE(rule);
    NoProgress progress;
    const auto mine = directory_ / fmt::format("alone-{}.h5", ranks_.rank());
    const auto reference =
        import_cohort({.inputs = {genes}, .collapse = rule, .clip = 15}, mine, alone, progress);
    const CohortFile expected(mine, alone);
    const auto values = expected.read({0, 140}, {0, reference.genes});
    for (const auto& input : {genes, samples}) {
      run({.inputs = {input}, .collapse = rule, .clip = 15});
      EXPECT_EQ(index_.genes, expected.index().genes);
      EXPECT_EQ(index_.samples, expected.index().samples);
      EXPECT_EQ(summary_.missing_values, reference.missing_values);
      EXPECT_EQ(summary_.collapsed, reference.collapsed);
      ASSERT_EQ(values_.size(), values.size());
      EXPECT_EQ(std::memcmp(values_.data(), values.data(), values.size() * sizeof(float)), 0);
    }
    EXPECT_GT(reference.collapsed, 100);
    EXPECT_GT(reference.missing_values, 100);
  }
}

TEST_F(Import, CopiesACohort) {
  const auto text = file("m.tsv", "gene\ts1\ts2\ts3\nA\t1\t2.5\t-3\nB\t4\tNA\t6\n");
  const auto old_labels = file("old.tsv", "id\tage\ns1\t50\n");
  NoProgress progress;
  import_cohort({.inputs = {text}, .annotation = old_labels}, directory_ / "first.bin", ranks_, progress);
  run({.inputs = {directory_ / "first.bin"}, .clip = 5});
  expect_values({{1, 4}, {2.5F, na}, {-3, 5}});
  EXPECT_EQ(summary_.missing_values, 1);
  EXPECT_EQ(index_.annotation.columns, Texts{"age"});
  run({.inputs = {directory_ / "first.bin"},
       .annotation = file("new.tsv", "id\torgan\ns3\tlung\ns2\tskin\n")});
  EXPECT_EQ(index_.annotation.columns, Texts{"organ"});
  EXPECT_EQ(index_.annotation.values[0], (Texts{"", "skin", "lung"}));
  EXPECT_EQ(summary_.labels.front().second, 2);
}

TEST_F(Import, DescribesWhatItDid) {
  run({.inputs = {file("m.tsv", "gene\ts1\ts2\nA\t1\tNA\n")},
       .annotation = file("a.tsv", "id\torgan\ns1\tlung\n")});
  EXPECT_EQ(summary_.describe(),
            "2 samples × 1 genes, 1 missing values, ids: 1 of 1 symbol, 1 samples without annotation; "
            "annotation: organ (1 classes)");
}

}  // namespace
}  // namespace lampyris::io
