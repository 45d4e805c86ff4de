// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "io/run/attribution_file.hpp"
#include "jobs/program/stages.hpp"
#include "src/attribution/light_up.hpp"
#include "src/base/error.hpp"
#include "tests/jobs/attribute/stage_run.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris {
namespace {

const std::vector<std::size_t> widths{7, 3, 5};
constexpr std::size_t genes = 60;

jobs::Settings settings_in(const std::filesystem::path& directory) {
  jobs::Settings settings;
  settings.run.directory = directory;
  settings.attribute.top = 4;
  settings.attribute.truth = directory / "truth.tsv";
  return settings;
}

// Writes the model and a truth: program P is the top 5 genes of node 2 of layer 3, Q is three genes, one of
// them unknown.
Model prepare(const std::filesystem::path& directory, const mpi::Communicator& ranks) {
  auto model = test::random_model(genes, widths, 12);
  io::write_model(directory / "model.h5", model, ranks);
  const auto scores = light_up(LocalForwardPass(), model, 3, {1, 1}, {});
  std::vector<std::size_t> order(genes);
  for (std::size_t g = 0; g < genes; ++g) order[g] = g;
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return std::abs(scores(0, a)) > std::abs(scores(0, b)); });
  std::string truth = "program\tgene\tloading\n";
  for (std::size_t i = 0; i < 5; ++i) truth += "P\t" + model.genes[order[i]] + "\t1\n";
  truth += "Q\tG0\t1\nQ\tunknown\t1\nQ\tG1\t1\nQ\tG0\t1\n";
  if (ranks.rank() == 0) test::write_file(directory / "truth.tsv", truth);
  ranks.barrier();
  return model;
}

TEST(AttributeStage, FilesAndRecovery) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const Model model = prepare(directory.path(), ranks);
  const auto settings = settings_in(directory.path());
  test::Spoken spoken;
  jobs::attribute_stage(test::make_context(ranks, settings, spoken));
  ranks.barrier();

  const auto rows = test::lines(test::content(directory / "top_genes.tsv"));
  ASSERT_EQ(rows.size(), 1U + 15U * 4U);
  EXPECT_EQ(rows[0], "layer\tnode\trank\tgene\tscore");
  EXPECT_TRUE(rows[1].starts_with("1\t1\t1\tG")) << rows[1];
  EXPECT_TRUE(rows.back().starts_with("3\t5\t4\tG")) << rows.back();
  const auto signatures = test::lines(test::content(directory / "signatures.gmt"));
  ASSERT_EQ(signatures.size(), 15U);
  EXPECT_TRUE(signatures[7].starts_with("layer2_node1\tlight-up, top 4 by |score|\tG")) << signatures[7];

  const auto programs = test::lines(test::content(directory / "programs.tsv"));
  ASSERT_EQ(programs.size(), 3U);
  EXPECT_EQ(programs[1], "P\t5\t3\t2\t1");
  EXPECT_TRUE(programs[2].starts_with("Q\t2\t")) << programs[2];
  ASSERT_EQ(spoken.summary.size(), 1U);
  EXPECT_TRUE(spoken.summary[0] == "programs found: 1 of 2" || spoken.summary[0] == "programs found: 2 of 2");

  const io::AttributionFile file(directory / "attribution.h5", ranks);
  for (std::size_t layer = 1; layer <= 3; ++layer) {
    const auto stored = file.read(layer, {0, widths[layer - 1]});
    const auto expected = light_up(LocalForwardPass(), model, layer, {0, widths[layer - 1]}, {});
    ASSERT_TRUE(std::equal(stored.values().begin(), stored.values().end(), expected.values().begin()));
  }
}

TEST(AttributeStage, TheSameBytesFromOneRankAndFromAll) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const test::SharedDirectory single(ranks);
  test::Spoken spoken;
  (void)prepare(directory.path(), ranks);
  (void)prepare(single.path(), ranks);
  const auto distributed = settings_in(directory.path());
  jobs::attribute_stage(test::make_context(ranks, distributed, spoken));
  const auto mine = ranks.split(ranks.rank());
  const auto alone = settings_in(single.path());
  if (ranks.rank() == 0) jobs::attribute_stage(test::make_context(mine, alone, spoken));
  ranks.barrier();
  for (const char* file : {"top_genes.tsv", "signatures.gmt", "programs.tsv"}) {
    const auto text = test::content(directory / file);
    EXPECT_FALSE(text.empty()) << file;
    EXPECT_EQ(text, test::content(single / file)) << file;
  }
  const io::AttributionFile from_all(directory / "attribution.h5", ranks);
  const io::AttributionFile from_one(single / "attribution.h5", ranks);
  for (std::size_t layer = 1; layer <= 3; ++layer) {
    const auto a = from_all.read(layer, {0, widths[layer - 1]});
    const auto b = from_one.read(layer, {0, widths[layer - 1]});
    EXPECT_TRUE(std::equal(a.values().begin(), a.values().end(), b.values().begin())) << "layer " << layer;
  }
}

TEST(AttributeStage, BadTruthLeavesNothing) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  (void)prepare(directory.path(), ranks);
  test::Spoken spoken;
  const auto settings = settings_in(directory.path());
  if (ranks.rank() == 0) test::write_file(directory / "truth.tsv", "program\tid\nP\tG1\n");
  ranks.barrier();
  EXPECT_THROW(jobs::attribute_stage(test::make_context(ranks, settings, spoken)), DataError);
  ranks.barrier();
  if (ranks.rank() == 0) test::write_file(directory / "truth.tsv", "program\tgene\nP\tunknown\n");
  ranks.barrier();
  EXPECT_THROW(jobs::attribute_stage(test::make_context(ranks, settings, spoken)), DataError);
  EXPECT_FALSE(std::filesystem::exists(directory / "top_genes.tsv"));
  EXPECT_FALSE(std::filesystem::exists(directory / "attribution.h5"));
}

}  // namespace
}  // namespace lampyris
