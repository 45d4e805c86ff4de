// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "jobs/program/stages.hpp"
#include "src/base/error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::jobs {
namespace {

TEST(ImportStage, LeavesTheCohortInTheRunDirectory) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  if (ranks.rank() == 0) {
    std::ofstream(directory / "m.tsv") << "gene\ts1\ts2\nA\t1\t30\nB\t2\tNA\n";
    std::ofstream(directory / "a.tsv") << "id\torgan\ns1\tlung\ns2\tliver\n";
  }
  ranks.barrier();
  Settings settings;
  settings.run.directory = directory.path();
  settings.cohort.annotation = directory / "a.tsv";
  settings.cohort.clip = 20;
  std::vector<std::string> said;
  const Context context{ranks,
                        settings,
                        [] { return false; },
                        [](const std::string&, std::size_t) { return std::make_unique<NoProgress>(); },
                        [&](const std::string& line) { said.push_back(line); },
                        [](const std::string&) {}};
  EXPECT_THROW(import_stage(context), UsageError);
  settings.cohort.inputs = {directory / "m.tsv"};
  import_stage(context);
  ASSERT_EQ(said.size(), 1);
  EXPECT_EQ(
      said[0],
      "import: 2 samples × 2 genes, 1 missing values, ids: 2 of 2 symbol; annotation: organ (2 classes)");
  const io::CohortFile cohort(directory / "cohort.h5", ranks);
  EXPECT_EQ(cohort.read({1, 1}, {0, 1})(0, 0), 20.0F);
}

}  // namespace
}  // namespace lampyris::jobs
