// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "io/run/attribution_file.hpp"
#include "jobs/program/stages.hpp"
#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "tests/jobs/attribute/stage_run.hpp"
#include "tests/src/interactome/graphs.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 150;
const std::vector<std::size_t> widths{4, 3};

void write_scores(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  io::AttributionWriter writer(path, {test::genes(genes), widths, "light-up", "min", "max"}, ranks);
  for (std::size_t layer = 1; layer <= 2 && ranks.rank() == 0; ++layer) {
    for (std::size_t node = 0; node < widths[layer - 1]; ++node) {
      Random random(1, Stream::simulated_noise, layer * 100 + node);
      Matrix<float> scores(1, genes);
      for (float& score : scores.values()) score = static_cast<float>(random.normal());
      writer.write(layer, node, scores.view());
    }
  }
  writer.finish();
}

std::string edges_text() {
  std::string text = "symbol1\tsymbol2\tcombined_score\n";
  for (const auto& [a, b] : test::random_pairs(180, 700, 4)) text += a + "\t" + b + "\t900\n";
  return text;
}

jobs::Settings prepare(const std::filesystem::path& directory, const mpi::Communicator& ranks) {
  write_scores(directory / "attribution.h5", ranks);
  if (ranks.rank() == 0) test::write_file(directory / "edges.tsv", edges_text());
  ranks.barrier();
  jobs::Settings settings;
  settings.run.directory = directory;
  settings.interactome.edges = directory / "edges.tsv";
  settings.interactome.top = {20, 1000};
  settings.interactome.null_sets = 50;
  return settings;
}

TEST(InteractomeStage, RowsInOrderAndListsThatFit) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const auto settings = prepare(directory.path(), ranks);
  test::Spoken spoken;
  jobs::interactome_stage(test::make_context(ranks, settings, spoken));
  ranks.barrier();
  const auto rows = test::lines(test::content(directory / "interactome.tsv"));
  ASSERT_EQ(rows.size(), 1U + 7U * 12U);
  EXPECT_EQ(
      rows[0],
      "layer\tnode\tlist\tgenes_in_network\tmeasure\tvalue\tnull\tnull_mean\tnull_sd\tz\tp\tq\tname\tname_q\t"
      "duplicate_of");
  EXPECT_TRUE(rows[1].starts_with("1\t1\ttop20\t20\tedges\t")) << rows[1];
  EXPECT_NE(rows[1].find("\tuniform\t"), std::string::npos);
  EXPECT_NE(rows[2].find("\tdegree\t"), std::string::npos);
  EXPECT_TRUE(rows[7].starts_with("1\t1\ttop1000\t")) << rows[7];
  EXPECT_TRUE(rows.back().starts_with("2\t3\ttop1000\t")) << rows.back();
  EXPECT_TRUE(std::any_of(spoken.said.begin(), spoken.said.end(), [](const std::string& line) {
    return line.find("list top1000 holds") != std::string::npos;
  }));
  const auto trend = test::lines(test::content(directory / "interactome_trend.tsv"));
  ASSERT_EQ(trend.size(), 1U + 2U * 3U * 2U * 2U);
  EXPECT_TRUE(trend[1].starts_with("top20\tedges\tuniform\t1\t4\t")) << trend[1];
}

TEST(InteractomeStage, TheSameBytesFromOneRankAndFromAll) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const test::SharedDirectory single(ranks);
  const auto distributed = prepare(directory.path(), ranks);
  const auto alone = prepare(single.path(), ranks);
  test::Spoken spoken;
  jobs::interactome_stage(test::make_context(ranks, distributed, spoken));
  const auto mine = ranks.split(ranks.rank());
  if (ranks.rank() == 0) jobs::interactome_stage(test::make_context(mine, alone, spoken));
  ranks.barrier();
  for (const char* file : {"interactome.tsv", "interactome_trend.tsv"}) {
    const auto text = test::content(directory / file);
    EXPECT_FALSE(text.empty()) << file;
    EXPECT_EQ(text, test::content(single / file)) << file;
  }
}

// Both directions of every edge, by protein, and what the proteins are called: the same tables as by gene.
TEST(InteractomeStage, LinksOfStringAreThoseOfTheirGenes) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory by_gene(ranks);
  const test::SharedDirectory by_protein(ranks);
  test::Spoken spoken;
  jobs::interactome_stage(test::make_context(ranks, prepare(by_gene.path(), ranks), spoken));
  auto settings = prepare(by_protein.path(), ranks);
  settings.interactome.aliases = by_protein / "info.txt";
  if (ranks.rank() == 0) {
    std::string links = "protein1 protein2 combined_score\n";
    std::set<std::string> named;
    for (const auto& [a, b] : test::random_pairs(180, 700, 4)) {
      links += fmt::format("9606.{0} 9606.{1} 900\n9606.{1} 9606.{0} 900\n", a, b);
      named.insert({a, b});
    }
    std::string info = "#string_protein_id\tpreferred_name\tprotein_size\tannotation\n";
    for (const auto& gene : named) info += fmt::format("9606.{0}\t{0}\t1\tx\n", gene);
    test::write_file(by_protein / "edges.tsv", links);
    test::write_file(by_protein / "info.txt", info);
  }
  ranks.barrier();
  test::Spoken of_string;
  jobs::interactome_stage(test::make_context(ranks, settings, of_string));
  ranks.barrier();
  EXPECT_EQ(test::content(by_protein / "interactome.tsv"), test::content(by_gene / "interactome.tsv"));
  EXPECT_NE(of_string.said[0].find("STRING links, 1400 edges read, 1400 kept"), std::string::npos)
      << of_string.said[0];
}

TEST(InteractomeStage, WithoutEdgesItIsSkipped) {
  const auto ranks = mpi::Communicator::world();
  const jobs::Settings settings;
  test::Spoken spoken;
  jobs::interactome_stage(test::make_context(ranks, settings, spoken));
  ASSERT_EQ(spoken.said.size(), 1U);
  EXPECT_NE(spoken.said[0].find("skipped: no interactome.edges"), std::string::npos);
}

TEST(InteractomeStage, EdgesThatMatchNoGeneNameBothKindsOfId) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  auto settings = prepare(directory.path(), ranks);
  if (ranks.rank() == 0) test::write_file(directory / "edges.tsv", "ENSP1\tENSP2\nENSP2\tENSP3\n");
  ranks.barrier();
  test::Spoken spoken;
  try {
    jobs::interactome_stage(test::make_context(ranks, settings, spoken));
    ADD_FAILURE() << "no error";
  } catch (const DataError& error) {
    const std::string message = error.what();
    for (const char* part :
         {"edges.tsv", "2 edges", "150 measured genes", "ENSP1", "G0", "interactome.aliases"}) {
      EXPECT_NE(message.find(part), std::string::npos) << message << " lacks " << part;
    }
  }
  EXPECT_FALSE(std::filesystem::exists(directory / "interactome.tsv"));
}

}  // namespace
}  // namespace lampyris
