// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "jobs/program/stages.hpp"
#include "src/base/error.hpp"
#include "tests/jobs/modules/small_run.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris {
namespace {

const std::vector<std::string> tables = {"modules.tsv", "module_genes.tsv", "classifiers.tsv", "combined.tsv",
                                         "modules.gmt"};

std::vector<std::vector<std::string>> cells(const std::string& table) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    auto& row = rows.emplace_back();
    for (std::string field; std::getline(fields, field, '\t');) row.push_back(field);
  }
  return rows;
}

TEST(ModulesStage, WritesTheSameTablesOnAnyNumberOfRanks) {
  const auto ranks = mpi::Communicator::world();
  const auto alone = ranks.split(ranks.rank());
  const test::SharedDirectory directory(ranks);
  test::SmallRun together(ranks, directory / "together");
  together.run(jobs::modules_stage);
  test::SmallRun serial(alone, directory / fmt::format("alone{}", ranks.rank()));
  serial.run(jobs::modules_stage);
  for (const auto& table : tables) {
    EXPECT_FALSE(together.file(table).empty()) << table;
    EXPECT_EQ(together.file(table), serial.file(table)) << table;
  }
  ranks.barrier();
}

TEST(ModulesStage, FindsTheShiftedSetAndNotTheDecoy) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::SmallRun run(ranks, directory / "run");
  run.run(jobs::modules_stage);
  const auto rows = cells(run.file("modules.tsv"));
  ASSERT_EQ(rows.size(), 1U + 2 * 2 * 3 * 2);  // contrasts × layers × lists × sets; "tiny" is left out
  EXPECT_EQ(rows[0], (std::vector<std::string>{"contrast", "layer", "route", "list", "set", "overlap",
                                               "module_size", "set_size", "background", "p", "p_permutation",
                                               "permutations", "q", "corrected_over"}));
  const auto find = [&](const std::string& contrast, const std::string& set) {
    const auto at = std::find_if(rows.begin(), rows.end(), [&](const auto& row) {
      return row[0] == contrast && row[1] == "1" && row[3] == "positive" && row[4] == set;
    });
    return at == rows.end() ? std::vector<std::string>(14) : *at;
  };
  for (const std::string contrast : {"own", "other"}) {
    const auto shifted = find(contrast, "shifted");
    EXPECT_EQ(shifted[2], "classifier");
    EXPECT_EQ(shifted[6], contrast == "own" ? "36" : "28");  // 12 % of the background
    EXPECT_EQ(shifted[8], contrast == "own" ? "300" : "240");
    EXPECT_LT(std::stod(shifted[9]), 1e-3) << contrast;
    EXPECT_EQ(shifted[13], "4");
    EXPECT_GT(std::stod(find(contrast, "decoy")[10]), 0.05) << contrast;
  }
  const auto classifiers = cells(run.file("classifiers.tsv"));
  ASSERT_EQ(classifiers.size(), 5U);
  EXPECT_GT(std::stod(classifiers[1][7]), 0.8);
  EXPECT_EQ(classifiers[3][10], "0.2");
  EXPECT_EQ(cells(run.file("combined.tsv")).size(), 1U + 2 * 3);
  EXPECT_EQ(run.file("modules.gmt").substr(0, 30), "own_layer1_classifier_positive");
  EXPECT_EQ(run.summary.empty(), false);
  ranks.barrier();
}

// What the sets come to is the same, whether they stand in a GMT or are made of gene scores by Entrez number.
TEST(ModulesStage, MakesSetsOfGeneScores) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::SmallRun run(ranks, directory / "run");
  run.settings.modules.gene_sets = {directory / "shifted.genes.out"};
  run.settings.modules.gene_set_top = 40;
  if (ranks.rank() == 0) {
    std::ofstream scores(directory / "shifted.genes.out");
    std::ofstream ids(directory / "ids.tsv");
    scores << "GENE CHR NSNPS ZSTAT P\n";
    ids << "entrez\tsymbol\n";
    for (std::size_t g = 0; g < test::SmallRun::genes; ++g) {
      scores << fmt::format("{} 1 10 {} 0.5\n", 1000 + g, g < 40 ? 3.0 : -1.0);
      ids << fmt::format("{}\tg{}\n", 1000 + g, g);
    }
  }
  ranks.barrier();
  test::expect_error<DataError>([&] { run.run(jobs::modules_stage); },
                                {"shifted.genes.out", "as 1000,", "as g0;", "modules.gene_ids"});
  run.settings.modules.gene_ids = directory / "ids.tsv";
  run.run(jobs::modules_stage);
  EXPECT_EQ(run.said[0],
            "modules: shifted.genes.out: MAGMA, 1 gene sets of 300 ids, 300 of them in modules.gene_ids, 40 "
            "genes of the cohort");
  const auto rows = cells(run.file("modules.tsv"));
  ASSERT_EQ(rows.size(), 1U + 2 * 2 * 3);
  EXPECT_EQ(rows[1][4], "shifted");
  EXPECT_EQ(rows[1][7], "40");

  run.settings.modules.gene_sets.push_back(directory / "shifted.genes.out");
  run.said.clear();
  run.run(jobs::modules_stage);
  EXPECT_NE(run.said[2].find("is named \"shifted (MAGMA)\""), std::string::npos);
  EXPECT_EQ(cells(run.file("modules.tsv"))[2][4], "shifted (MAGMA)");
  ranks.barrier();
}

TEST(ModulesStage, WithoutContrastsItSaysSo) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::SmallRun run(ranks, directory / "run");
  run.settings.modules.contrasts.clear();
  run.run(jobs::modules_stage);
  ASSERT_EQ(run.said.size(), 1U);
  EXPECT_NE(run.said[0].find("skipped"), std::string::npos);
  EXPECT_TRUE(run.file("modules.tsv").empty());
  ranks.barrier();
}

TEST(ModulesStage, BadSettingsAreOneClearLineAndNoTable) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::SmallRun run(ranks, directory / "run");
  const auto good = run.settings;
  const auto usage = [&](const std::function<void(jobs::Settings&)>& spoil,
                         std::initializer_list<std::string_view> parts) {
    run.settings = good;
    spoil(run.settings);
    test::expect_error<UsageError>([&] { run.run(jobs::modules_stage); }, parts);
    ranks.barrier();
  };
  usage([](auto& s) { s.modules.contrasts[1].cases = std::string("status=sick"); },
        {"\"other\"", "\"sick\""});
  usage([](auto& s) { s.modules.contrasts[1].cases = std::string("status"); }, {"\"other\"", "column=value"});
  usage([](auto& s) { s.modules.contrasts[0].name = std::string("a/b"); }, {"a/b", "letters"});
  usage([](auto& s) { s.modules.contrasts[0].disease = std::string("shift"); }, {"\"shift\"", "\"shifted\""});
  usage([](auto& s) { s.modules.sets = {std::string("decoi")}; }, {"\"decoi\"", "\"decoy\""});
  usage([](auto& s) { s.modules.gene_sets.clear(); }, {"modules.gene_sets"});
  usage([](auto& s) { s.modules.contrasts[0].group = std::string("donr"); }, {"\"own\"", "donor"});
  run.settings = good;
  run.settings.modules.max_missing = 0.1;
  test::expect_error<DataError>([&] { run.run(jobs::modules_stage); }, {"\"other\"", "20.0 %", "g240"});
  for (const auto& table : tables) EXPECT_TRUE(run.file(table).empty()) << table;
  ranks.barrier();
}

}  // namespace
}  // namespace lampyris
