// SPDX-License-Identifier: Apache-2.0
// The report as a reader gets it: opened in headless Chromium, and used by page_checks.js, which this test
// puts at the end of the page. Chromium is part of the test's needs: without it the test fails.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "io/report/report_writer.hpp"
#include "tests/io/report/browser.hpp"
#include "tests/io/report/example_run.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

test::BrowserVisit visit_with(const test::SharedDirectory& run, const std::string& script) {
  std::string page = text_of(run / "report.html");
  const auto end = page.rfind("</body>");
  page.insert(end, "<script>" + script + "</script>");
  std::ofstream(run / "checked.html", std::ios::binary) << page;
  return test::visit(run / "checked.html", run.path());
}

std::size_t occurrences(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

class ReportBrowser : public testing::Test {
 protected:
  ReportBrowser() : ranks_(mpi::Communicator::world()), run_(ranks_) {}

  void SetUp() override {
    ASSERT_EQ(std::system("command -v chromium >/dev/null"), 0)
        << "chromium is missing; install it to run this test";
  }

  mpi::Communicator ranks_;
  test::SharedDirectory run_;
};

TEST_F(ReportBrowser, DrawsEveryChartAndItsTablesSortAndFilter) {
  ASSERT_FALSE(report_assets().library.empty())
      << "no chart library: run npm ci --prefix io/report/web, configure again";
  test::write_example_run(run_.path(), ranks_);
  write_report(run_.path(), {.title = "example", .version = "0.1.0"}, ranks_);
  const auto seen = visit_with(run_, text_of(LAMPYRIS_CHECKS));
  ASSERT_EQ(seen.exit_code, 0) << seen.log;
  EXPECT_EQ(seen.console, "");
  EXPECT_EQ(seen.root_attribute("data-errors"), "0");
  EXPECT_EQ(seen.root_attribute("data-charts"), "12/12");
  EXPECT_EQ(seen.root_attribute("data-checks"), "passed");
  EXPECT_EQ(occurrences(seen.dom, "<canvas"), 12);
}

TEST_F(ReportBrowser, WithoutTheLibraryEveryTableStands) {
  test::write_example_run(run_.path(), ranks_);
  write_report(run_.path(), {.title = "example", .version = "0.1.0", .colour_by = {}, .chart_library = ""},
               ranks_);
  const auto seen = test::visit(run_ / "report.html", run_.path());
  ASSERT_EQ(seen.exit_code, 0) << seen.log;
  EXPECT_EQ(seen.console, "");
  EXPECT_EQ(seen.root_attribute("data-charts"), "0/12");
  EXPECT_EQ(occurrences(seen.dom, "the chart library was missing when lampyris was built"),
            12 + occurrences(std::string(report_assets().script),
                             "the chart library was missing when lampyris was built"));
  for (const char* table :
       {"metrics", "candidates", "reconstruction", "r2_per_gene", "interactome_by_layer", "interactome",
        "interactome_trend", "nodes_by_layer", "nodes", "structure", "structure_classes", "modules",
        "combined", "module_genes", "classifiers", "programs"}) {
    EXPECT_EQ(occurrences(seen.dom, std::string("data-table=\"") + table + "\""), 1) << table;
  }
  EXPECT_GT(occurrences(seen.dom, "<td"), 1000);
}

TEST_F(ReportBrowser, WithOnlyAManifestEverySectionSaysWhoMakesItsFile) {
  std::ofstream(run_ / "manifest.json") << R"({"program": "lampyris 0.1.0"})";
  write_report(run_.path(), {}, ranks_);
  const auto seen = test::visit(run_ / "report.html", run_.path());
  ASSERT_EQ(seen.exit_code, 0) << seen.log;
  EXPECT_EQ(seen.console, "");
  EXPECT_EQ(seen.root_attribute("data-charts"), "0/0");
  EXPECT_EQ(seen.root_attribute("data-errors"), "0");
  for (const char* stage : {"train", "interactome", "structure", "modules", "attribute"}) {
    EXPECT_GE(occurrences(seen.dom, std::string("<code>lampyris ") + stage + " JOB.toml</code>"), 1) << stage;
  }
}

TEST_F(ReportBrowser, AnErrorInThePageIsSeen) {
  write_report(run_.path(), {}, ranks_);
  const auto seen = visit_with(run_, "setTimeout(() => { throw new Error('planted'); }, 10);");
  EXPECT_NE(seen.console.find("planted"), std::string::npos) << seen.log;
  EXPECT_EQ(seen.root_attribute("data-errors"), "1");
}

TEST_F(ReportBrowser, ASweepIsAPlotAndATable) {
  ASSERT_FALSE(report_assets().library.empty())
      << "no chart library: run npm ci --prefix io/report/web, configure again";
  std::ofstream(run_ / "sweep.tsv")
      << "cell\tmodel.widths\trun.seed\tstate\tparameters\tepochs\tcode\tr2_training\tr2_validation\tr2_"
         "test\tpca\t"
         "pca_r2_training\tpca_r2_validation\tpca_r2_test\tpart\tdifference\tseconds\treason\n"
         "widths-8_seed-1\t[ 8 "
         "]\t1\tdone\t5108\t30\t8\t0.7\t0.61\t0.6\t8\t0.72\t0.6\t0.58\ttest\t0.02\t3.1\t\n"
         "widths-8_seed-2\t[ 8 "
         "]\t2\tdone\t5108\t30\t8\t0.69\t0.6\t0.59\t8\t0.72\t0.6\t0.58\ttest\t0.01\t3\t\n"
         "widths-16_seed-1\t[ 16 ]\t1\tfailed\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tthe loss "
         "<diverged>\n";
  write_sweep_page(run_.path(), {.title = "example", .version = "0.2.0"}, {"model.widths", "run.seed"});
  const auto seen = test::visit(run_ / "sweep.html", run_.path());
  ASSERT_EQ(seen.exit_code, 0) << seen.log;
  EXPECT_EQ(seen.console, "");
  EXPECT_EQ(seen.root_attribute("data-errors"), "0");
  EXPECT_EQ(seen.root_attribute("data-charts"), "1/1");
  EXPECT_EQ(occurrences(seen.dom, "data-table=\"sweep\""), 1);
  EXPECT_NE(seen.dom.find(">widths-8_seed-1</div>"), std::string::npos);  // the best, in a tile
  EXPECT_NE(seen.dom.find("the loss &lt;diverged&gt;"), std::string::npos);
}

}  // namespace
}  // namespace lampyris::io
