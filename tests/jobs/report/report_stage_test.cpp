// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "jobs/program/stages.hpp"
#include "src/base/error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::jobs {
namespace {

class ReportStage : public testing::Test {
 protected:
  ReportStage() : ranks_(mpi::Communicator::world()), run_(ranks_) { settings_.run.directory = run_.path(); }

  void report() {
    report_stage({.ranks = ranks_,
                  .settings = settings_,
                  .stop_asked = [] { return false; },
                  .progress = [](const std::string&, std::size_t) { return std::unique_ptr<Progress>(); },
                  .say = [](const std::string&) {},
                  .summary = [&](const std::string& line) { summary_.push_back(line); }});
    ranks_.barrier();
  }

  mpi::Communicator ranks_;
  test::SharedDirectory run_;
  Settings settings_;
  std::vector<std::string> summary_;
};

TEST_F(ReportStage, WritesTheReportAndSaysWhere) {
  if (ranks_.rank() == 0) std::ofstream(run_ / "metrics.tsv") << "epoch\tloss_train\n1\t0.5\n";
  report();
  EXPECT_EQ(summary_, std::vector<std::string>{"report: " + (run_ / "report.html").string()});
  std::ifstream file(run_ / "report.html");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  EXPECT_NE(page.find("\"columns\":[\"epoch\",\"loss_train\"]"), std::string::npos);
}

TEST_F(ReportStage, ABrokenTableIsADataErrorAndLeavesNoReport) {
  if (ranks_.rank() == 0) std::ofstream(run_ / "metrics.tsv") << "epoch\tloss_train\n1\n";
  EXPECT_THROW(report(), DataError);
  EXPECT_TRUE(summary_.empty());
  EXPECT_FALSE(std::filesystem::exists(run_ / "report.html"));
}

}  // namespace
}  // namespace lampyris::jobs
