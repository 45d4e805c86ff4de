// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "io/cohort/cohort_file.hpp"
#include "io/run/attribution_file.hpp"
#include "jobs/program/stages.hpp"
#include "src/attribution/light_up.hpp"
#include "src/attribution/ranking.hpp"
#include "src/base/error.hpp"
#include "src/base/random.hpp"
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
  const auto scores = light_up(model, 3, {1, 1}, {});
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
  EXPECT_EQ(rows[0], "layer\tnode\trank\tgene\tscore\tname\tname_q");
  EXPECT_TRUE(rows[1].starts_with("1\t1\t1\tG")) << rows[1];
  EXPECT_TRUE(rows.back().starts_with("3\t5\t4\tG")) << rows.back();
  const auto signatures = test::lines(test::content(directory / "signatures.gmt"));
  ASSERT_EQ(signatures.size(), 15U);
  EXPECT_TRUE(signatures[7].starts_with("layer2_node1\tlight-up, top 4 by |score|\tG")) << signatures[7];

  const auto programs = test::lines(test::content(directory / "programs.tsv"));
  ASSERT_EQ(programs.size(), 3U);
  EXPECT_EQ(programs[1], "P\t5\t3\t2\t1\tNA\tNA");
  EXPECT_TRUE(programs[2].starts_with("Q\t2\t")) << programs[2];
  ASSERT_EQ(spoken.summary.size(), 1U);
  EXPECT_TRUE(spoken.summary[0] == "programs found: 1 of 2" || spoken.summary[0] == "programs found: 2 of 2");

  const io::AttributionFile file(directory / "attribution.h5", ranks);
  for (std::size_t layer = 1; layer <= 3; ++layer) {
    const auto stored = file.read(layer, {0, widths[layer - 1]});
    const auto expected = light_up(model, layer, {0, widths[layer - 1]}, {});
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

// The same model with a cohort and gene sets. Node 2 of layer 1 stands still; node 3 is as node 1.
Model prepare_cohort(const std::filesystem::path& directory, const mpi::Communicator& ranks) {
  constexpr std::size_t samples = 40;
  auto model = test::random_model(genes, widths, 12);
  NodeRange& range = model.ranges[0];
  range.maximum[1] = range.minimum[1] + 1e-4F;
  const auto& shape = model.architecture();
  const auto weights = model.autoencoder.parameters().subspan(shape.weight_offset(1), 7 * 3);
  std::copy_n(weights.begin(), 3, weights.begin() + 6);
  model.parts.assign(samples, SamplePart::training);
  model.parts[3] = SamplePart::test;
  io::write_model(directory / "model.h5", model, ranks);
  io::CohortIndex index;
  index.genes = model.genes;
  for (std::size_t i = 0; i < samples; ++i) index.samples.push_back(fmt::format("s{}", i));
  Matrix<float> values(samples, genes);
  Random random(4, Stream::simulated_noise, 0);
  for (float& value : values.values()) value = static_cast<float>(0.5 + 2 * random.uniform());
  io::CohortWriter writer(directory / "cohort.h5", index, "test", ranks);
  if (ranks.rank() == 0) writer.write(values.view(), 0, 0);
  writer.finish();
  std::string sets = "UNRELATED\t\tG0\tG1\tG2\tG3\tG4\tG5\nMINE\t";
  const auto scores = light_up(model, 1, {0, 1}, {});
  for (const std::size_t gene : top_genes(scores.row(0), 6)) sets += fmt::format("\tG{}", gene);
  if (ranks.rank() == 0) test::write_file(directory / "sets.gmt", sets + "\n");
  ranks.barrier();
  return model;
}

jobs::Settings settings_with_sets(const std::filesystem::path& directory) {
  auto settings = settings_in(directory);
  settings.attribute.truth.clear();
  settings.attribute.top = 6;
  settings.attribute.name_sets = {directory / "sets.gmt"};
  return settings;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> cells;
  for (std::string cell; std::getline(in, cell, '\t');) cells.push_back(cell);
  return cells;
}

TEST(AttributeStage, ConstantAndRepeatedNodesAndNames) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const Model model = prepare_cohort(directory.path(), ranks);
  const auto settings = settings_with_sets(directory.path());
  test::Spoken spoken;
  jobs::attribute_stage(test::make_context(ranks, settings, spoken));
  ranks.barrier();
  const auto rows = test::lines(test::content(directory / "nodes.tsv"));
  ASSERT_EQ(rows.size(), 16U);
  const auto header = cells_of(rows[0]);
  const auto cell = [&](std::size_t row, const std::string& column) {
    const auto at = std::find(header.begin(), header.end(), column) - header.begin();
    return cells_of(rows[row]).at(static_cast<std::size_t>(at));
  };
  EXPECT_EQ(cell(1, "constant"), "no");
  EXPECT_EQ(cell(1, "name"), "MINE");
  EXPECT_EQ(cell(1, "name_overlap"), "6");
  EXPECT_EQ(cell(1, "name_background"), "60");
  // scipy: hypergeom.sf(5, 60, 6, 6)
  EXPECT_EQ(cell(1, "name_p"), "1.99745e-08");
  EXPECT_EQ(cell(2, "constant"), "yes");
  EXPECT_EQ(cell(2, "reason"), "range");
  EXPECT_EQ(cell(2, "name"), "NA");
  EXPECT_EQ(cell(3, "duplicate_of"), "layer1_node1");
  EXPECT_EQ(cell(3, "name"), "MINE");
  EXPECT_LE(std::stod(cell(4, "minimum")), std::stod(cell(4, "q01")));
  EXPECT_LT(std::stod(cell(4, "q01")), std::stod(cell(4, "maximum")));

  const auto signatures = test::lines(test::content(directory / "signatures.gmt"));
  ASSERT_EQ(signatures.size(), 14U) << "without the constant node";
  EXPECT_TRUE(signatures[0].starts_with("layer1_node1\tlight-up, top 6 by |score|; MINE (q "))
      << signatures[0];
  EXPECT_TRUE(signatures[1].starts_with("layer1_node3\t"));
  EXPECT_TRUE(std::any_of(spoken.said.begin(), spoken.said.end(), [](const std::string& line) {
    return line.starts_with("attribute: layer 1: 1 of 7 nodes are constant (1 hardly move,");
  }));

  const io::AttributionFile file(directory / "attribution.h5", ranks);
  EXPECT_TRUE(file.notes().classes.is_constant(1));
  const auto still = file.read(1, {1, 1});
  for (const float score : still.values()) ASSERT_EQ(score, 0.0F) << "of a constant node";
  EXPECT_EQ(file.notes().classes.first_of(2), 0U);
  EXPECT_EQ(file.notes().name(0), "MINE");
}

TEST(AttributeStage, SignaturesOfTheLoadingOnAnyRanks) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const test::SharedDirectory single(ranks);
  const Model model = prepare_cohort(directory.path(), ranks);
  (void)prepare_cohort(single.path(), ranks);
  auto distributed = settings_with_sets(directory.path());
  auto alone = settings_with_sets(single.path());
  distributed.attribute.signatures = alone.attribute.signatures = jobs::Signatures::loading;
  test::Spoken spoken;
  jobs::attribute_stage(test::make_context(ranks, distributed, spoken));
  const auto mine = ranks.split(ranks.rank());
  if (ranks.rank() == 0) jobs::attribute_stage(test::make_context(mine, alone, spoken));
  ranks.barrier();
  for (const char* name : {"top_genes.tsv", "signatures.gmt", "nodes.tsv"}) {
    const auto text = test::content(directory / name);
    EXPECT_FALSE(text.empty()) << name;
    EXPECT_EQ(text, test::content(single / name)) << name;
  }
  EXPECT_NE(test::content(directory / "signatures.gmt").find("layer3_node1\tloading, top 6"),
            std::string::npos);
  const io::AttributionFile from_all(directory / "attribution.h5", ranks);
  const io::AttributionFile from_one(single / "attribution.h5", ranks);
  for (std::size_t layer = 1; layer <= 3; ++layer) {
    const auto a = from_all.read_ranked(layer, {0, widths[layer - 1]});
    const auto b = from_one.read_ranked(layer, {0, widths[layer - 1]});
    const auto lit = from_all.read(layer, {0, widths[layer - 1]});
    EXPECT_TRUE(std::equal(a.values().begin(), a.values().end(), b.values().begin())) << "layer " << layer;
    EXPECT_FALSE(std::equal(a.values().begin(), a.values().end(), lit.values().begin())) << "layer " << layer;
  }
}

TEST(AttributeStage, LoadingNeedsTheCohort) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  (void)prepare(directory.path(), ranks);
  auto settings = settings_in(directory.path());
  settings.attribute.signatures = jobs::Signatures::loading;
  test::Spoken spoken;
  EXPECT_THROW(jobs::attribute_stage(test::make_context(ranks, settings, spoken)), DataError);
  ranks.barrier();
  EXPECT_FALSE(std::filesystem::exists(directory / "attribution.h5"));
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
