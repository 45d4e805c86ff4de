#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "jobs/stages.hpp"
#include "tests/jobs/modules/small_run.hpp"
#include "tests/src/modules/expect_error.hpp"
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
    EXPECT_EQ(shifted[2], "A");
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
  EXPECT_EQ(run.file("modules.gmt").substr(0, 21), "own_layer1_A_positive");
  EXPECT_EQ(run.summary.empty(), false);
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
                         std::initializer_list<const char*> parts) {
    run.settings = good;
    spoil(run.settings);
    test::expect_error<UsageError>([&] { run.run(jobs::modules_stage); }, parts);
    ranks.barrier();
  };
  usage([](auto& s) { s.modules.contrasts[1].cases = std::string("status=sick"); },
        {"\"other\"", "\"sick\""});
  usage([](auto& s) { s.modules.contrasts[1].cases = std::string("status"); }, {"\"other\"", "column=value"});
  usage([](auto& s) { s.modules.contrasts[1].name = std::string("own"); }, {"two contrasts", "own"});
  usage([](auto& s) { s.modules.contrasts[0].name = std::string("a/b"); }, {"a/b", "letters"});
  usage([](auto& s) { s.modules.contrasts[0].standardise = std::string("no"); },
        {"\"no\"", "within or none"});
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
