// SPDX-License-Identifier: Apache-2.0
#include "io/report/report_writer.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "src/base/error.hpp"
#include "tests/io/report/example_run.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The document inside a page.
nlohmann::json document_of(const std::string& page) {
  const std::string open = "id=\"report-data\">";
  const auto from = page.find(open) + open.size();
  return nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
}

TEST(ReportWriter, HoldsTheWholeRunAndIsTheSameEveryTime) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory run(ranks);
  test::write_example_run(run.path(), ranks);
  write_report(run.path(), {.title = "example", .version = "9.8.7"}, ranks);
  const std::string page = text_of(run / "report.html");
  ranks.barrier();
  write_report(run.path(), {.title = "example", .version = "9.8.7"}, ranks);
  ranks.barrier();
  EXPECT_EQ(page, text_of(run / "report.html"));

  const auto document = document_of(page);
  EXPECT_EQ(document["version"], "9.8.7");
  EXPECT_EQ(document["cohort"]["samples"], test::example_samples);
  EXPECT_EQ(document["tables"]["modules"]["kept"], test::example_module_rows);
  EXPECT_EQ(document["map"]["labels"].size(), 3);
  EXPECT_EQ(document["manifest"]["stages"]["train"]["ranks"], 2);
  for (const auto& [name, table] : document["tables"].items()) EXPECT_FALSE(table.is_null()) << name;
  EXPECT_EQ(page.find(test::evil_set), std::string::npos);
  EXPECT_EQ(page.find(test::evil_sample), std::string::npos);
}

TEST(ReportWriter, AnEmptyRunDirectoryGivesAPage) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory run(ranks);
  write_report(run.path(), {}, ranks);
  ranks.barrier();
  const auto document = document_of(text_of(run / "report.html"));
  EXPECT_EQ(document["run"], run.path().filename().string());
  for (const auto& [name, table] : document["tables"].items()) EXPECT_TRUE(table.is_null()) << name;
}

TEST(ReportWriter, EveryRankThrowsWhatTheFirstOneFound) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory run(ranks);
  if (ranks.rank() == 0) std::ofstream(run / "manifest.json") << "{ not json";
  test::expect_error<DataError>([&] { write_report(run.path(), {}, ranks); }, "manifest.json is not JSON");
  EXPECT_FALSE(std::filesystem::exists(run / "report.html"));
}

TEST(ReportWriter, UnknownColumnIsAUsageErrorOnEveryRank) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory run(ranks);
  test::write_example_run(run.path(), ranks);
  test::expect_error<UsageError>([&] { write_report(run.path(), {.colour_by = {"organn"}}, ranks); },
                                 "organn");
}

}  // namespace
}  // namespace lampyris::io
