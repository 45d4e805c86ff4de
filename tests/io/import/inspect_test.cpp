// SPDX-License-Identifier: Apache-2.0
// What an input is told to be; the same on every rank and on any number of them.
#include "io/import/inspect.hpp"

#include "tests/io/import/import_fixture.hpp"

namespace lampyris::io {
namespace {

class Inspect : public Import {
 protected:
  Inspection look(const std::filesystem::path& input, std::size_t most = 1000) {
    Total progress;
    const ImportRequest request{.inputs = {input}};
    auto found = inspect_input(request, input, most, ranks_, progress);
    EXPECT_EQ(progress.sum, inspect_units(request));
    return found;
  }
};

using Labels2 = std::vector<std::pair<std::string, std::size_t>>;

TEST_F(Inspect, GenesInRows) {
  const auto found = look(
      file("m.tsv", "gene\ts1\ts2\ts1\nTP53\t1\t2\t3\nMYC\t0\tNA\t0\nTP53\t5\t5\t5\nEGFR\tNA\tNA\tNA\n"));
  EXPECT_EQ(found.format, "text matrix, genes × samples");
  EXPECT_EQ(found.samples, 3);
  EXPECT_EQ(found.repeated_samples, Texts{"s1"});
  EXPECT_EQ(found.genes, 4);
  EXPECT_EQ(found.repeated_genes, 1);
  EXPECT_EQ(found.ids.type, GeneId::symbol);
  EXPECT_EQ(found.profile.values, 12);
  EXPECT_EQ(found.profile.missing, 4);
  EXPECT_EQ(found.profile.zeros, 2);
  EXPECT_EQ(found.profile.constant_genes, 2);
  EXPECT_EQ(found.profile.empty_genes, 1);
  EXPECT_EQ(found.totals, (std::vector<double>{6, 7, 8}));
  EXPECT_EQ(scale_of(found.profile, found.totals), "counts");
}

TEST_F(Inspect, SamplesInRowsAreToldAlike) {
  std::string text = "sample\tENSG00000000001.2\tENSG00000000002\n";
  for (int i = 0; i < 300; ++i) text += "s" + std::to_string(i) + "\t" + std::to_string(i % 7) + ".5\t1\n";
  const auto found = look(file("m.tsv", text));
  EXPECT_EQ(found.format, "text matrix, samples × genes");
  EXPECT_EQ(found.samples, 300);
  EXPECT_EQ(found.genes, 2);
  EXPECT_EQ(found.ids.type, GeneId::ensembl_gene);
  EXPECT_EQ(found.ids.versioned, 1);
  EXPECT_EQ(found.profile.constant_genes, 1);
  EXPECT_EQ(found.profile.low, 0.5);
  EXPECT_EQ(found.profile.high, 6.5);
  EXPECT_EQ(found.totals.size(), 300);
  EXPECT_EQ(found.totals.front(), 1.5);
  EXPECT_EQ(found.totals.back(), 7.5);
}

TEST_F(Inspect, ACohortAsFarAsAsked) {
  std::string text = "sample\tA\tB\n";
  for (int i = 0; i < 1000; ++i) text += "s" + std::to_string(i) + "\t" + std::to_string(i) + "\t-1\n";
  run({.inputs = {file("m.tsv", text)}});
  const auto all = look(directory_ / "out.h5", 1000);
  EXPECT_EQ(all.samples_read, 1000);
  EXPECT_EQ(all.profile.high, 999);
  EXPECT_EQ(all.profile.negative, 1000);
  EXPECT_EQ(all.profile.constant_genes, 1);
  const auto some = look(directory_ / "out.h5", 300);
  EXPECT_EQ(some.samples, 1000);
  EXPECT_EQ(some.samples_read, 512);  // the first and the third block of 256
  EXPECT_EQ(some.profile.high, 767);
}

TEST_F(Inspect, FieldsAndTablesOfSamples) {
  const auto gct =
      look(file("g.gct", "#1.2\n1\t2\nName\tDescription\ts1\ts2\nENSG00000000001\tTP53\t1\t2\n"));
  EXPECT_EQ(gct.format, "GCT 1.2");
  ASSERT_EQ(gct.gene_fields.size(), 1);
  EXPECT_EQ(gct.gene_fields[0].first, "Description");
  EXPECT_EQ(gct.gene_fields[0].second.type, GeneId::symbol);
  const auto table = look(file("a.tsv", "sample\torgan\tage\ns1\tliver\t3\ns2\tliver\t4\n"));
  EXPECT_TRUE(table.table);
  EXPECT_EQ(table.samples, 2);
  EXPECT_EQ(table.labels, (Labels2{{"organ", 1}, {"age", 2}}));
}

}  // namespace
}  // namespace lampyris::io
