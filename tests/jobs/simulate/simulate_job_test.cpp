// SPDX-License-Identifier: Apache-2.0
#include "jobs/simulate/simulate_job.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "io/cohort/cohort_file.hpp"
#include "src/base/error.hpp"
#include "src/cohort/simulation.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return (std::ostringstream() << file.rdbuf()).str();
}

class SimulateJob : public testing::Test {
 protected:
  SimulateJob()
      : ranks_(mpi::Communicator::world()), alone_(ranks_.split(ranks_.rank())), directory_(ranks_) {}

  // 22 samples are no multiple of 3 or 4 ranks.
  SimulateOptions options(const std::string& name) const {
    return {
        .out = directory_.path() / name, .samples = 22, .genes = 150, .programs = 4, .classes = 3, .seed = 7};
  }

  mpi::Communicator ranks_, alone_;
  test::SharedDirectory directory_;
  NoProgress silent_;
};

TEST_F(SimulateJob, TheSameOnAnyNumberOfRanks) {
  const auto together = options("together");
  const auto single = options(fmt::format("single_{}", ranks_.rank()));
  simulate_job(together, ranks_, silent_);
  simulate_job(single, alone_, silent_);
  for (const auto* name : {"annotation.tsv", "interactome.tsv", "gene_sets.gmt", "truth.tsv"}) {
    const auto expected = content(single.out / name);
    EXPECT_GT(std::ranges::count(expected, '\n'), 7) << name;
    EXPECT_EQ(content(together.out / name), expected) << name;
  }
  const io::CohortFile a(together.out / "cohort.h5", alone_);
  const io::CohortFile b(single.out / "cohort.h5", alone_);
  EXPECT_EQ(a.index().samples, b.index().samples);
  EXPECT_EQ(a.index().genes, b.index().genes);
  EXPECT_EQ(a.index().annotation.values, b.index().annotation.values);
  const auto values = a.read({0, 22}, {0, 150});
  EXPECT_TRUE(std::ranges::equal(values.values(), b.read({0, 22}, {0, 150}).values()));
}

TEST_F(SimulateJob, FilesHoldTheSimulation) {
  const auto asked = options("cohort");
  simulate_job(asked, ranks_, silent_);
  const Simulation simulation({asked.samples, asked.genes, asked.programs, asked.classes, asked.seed});
  const io::CohortFile file(asked.out / "cohort.h5", alone_);
  const auto values = file.read({0, 22}, {0, 150});
  std::vector<float> expected(150);
  for (std::size_t s = 0; s < 22; ++s) {
    simulation.values(s, expected);
    ASSERT_TRUE(std::ranges::equal(values.row(s), expected)) << s;
  }
  EXPECT_EQ(file.index().annotation.columns, (std::vector<std::string>{"class", "status", "donor", "batch"}));
  EXPECT_TRUE(
      content(asked.out / "annotation.tsv")
          .starts_with("sample\tclass\tstatus\tdonor\tbatch\nS00001\ttissue_1\tcase\tD00001\tbatch_"));
  EXPECT_TRUE(content(asked.out / "interactome.tsv").starts_with("gene1\tgene2\tscore\nG00001\tG"));
  EXPECT_TRUE(
      content(asked.out / "truth.tsv").starts_with("program\tgene\tloading\tshifted\tclasses\nPROGRAM_1\tG"));
  EXPECT_TRUE(content(asked.out / "gene_sets.gmt").starts_with("DISEASE_1\t"));
}

TEST_F(SimulateJob, MoreRanksThanSamplesAndFewSamples) {
  SimulateOptions tiny = options("tiny");
  tiny.samples = 8;
  tiny.classes = 2;
  simulate_job(tiny, ranks_, silent_);
  EXPECT_EQ(io::CohortFile(tiny.out / "cohort.h5", alone_).index().samples.size(), 8U);
}

TEST_F(SimulateJob, ImpossibleOptionsLeaveNoDirectory) {
  SimulateOptions wrong = options("wrong");
  wrong.genes = 30;
  EXPECT_THROW(simulate_job(wrong, ranks_, silent_), UsageError);
  EXPECT_FALSE(fs::exists(wrong.out));
}

}  // namespace
}  // namespace lampyris::jobs
