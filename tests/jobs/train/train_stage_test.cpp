// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "io/run/model_file.hpp"
#include "jobs/program/stages.hpp"
#include "src/base/error.hpp"
#include "tests/src/training/factor_samples.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t samples = 60;
constexpr std::size_t genes = 50;

void write_cohort(const fs::path& path, const mpi::Communicator& ranks) {
  io::CohortIndex index;
  index.annotation.columns = {"donor"};
  index.annotation.values.resize(1);
  for (std::size_t i = 0; i < samples; ++i) {
    index.samples.push_back(fmt::format("s{}", i));
    index.annotation.values[0].push_back(fmt::format("d{}", i / 3));
  }
  for (std::size_t g = 0; g < genes; ++g) index.genes.push_back(fmt::format("g{}", g));
  auto values = test::factor_samples(0, samples, genes);
  for (float& value : values.values()) value = 10 * value - 3;
  values(7, 9) = std::numeric_limits<float>::quiet_NaN();
  io::CohortWriter writer(path, index, "made by a test", ranks);
  if (ranks.rank() == 0) writer.write(values.view(), 0, 0);
  writer.finish();
}

/// metrics.tsv without the columns that tell time.
std::vector<std::vector<double>> metrics(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(
      line,
      "epoch\tstep\tseconds\tsamples_per_second\tloss_train\tr2_train\tr2_heldout\trate\theldout_seconds");
  std::vector<std::vector<double>> rows;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::vector<double> row;
    for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(std::stod(cell));
    EXPECT_EQ(row.size(), 9U);
    row.pop_back();
    row.erase(row.begin() + 2, row.begin() + 4);
    rows.push_back(row);
  }
  return rows;
}

void expect_same(const std::vector<std::vector<double>>& a, const std::vector<std::vector<double>>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t e = 0; e < a.size(); ++e) {
    for (std::size_t c = 0; c < a[e].size(); ++c) {
      EXPECT_NEAR(a[e][c], b[e][c], 2e-5 * std::abs(b[e][c])) << "row " << e << ", column " << c;
    }
  }
}

class TrainStage : public testing::Test {
 protected:
  TrainStage() {
    settings.cohort.validation = 0.2;
    settings.cohort.heldout = 0.1;
    settings.cohort.split_by = "donor";
    settings.model.widths = {12, 6};
    settings.train.epochs = 6;
    settings.train.batch = 8;
    settings.train.rate = 5e-3;
    settings.train.patience = 0;
    settings.train.precision = Precision::f32;
  }

  /// Collective over `with`.
  void run(const std::string& name, const mpi::Communicator& with, int stop_after = -1) {
    settings.run.directory = directory.path() / name;
    if (with.rank() == 0) fs::create_directories(settings.run.directory);
    with.barrier();
    if (!fs::exists(settings.run.directory / "cohort.h5")) {
      write_cohort(settings.run.directory / "cohort.h5", with);
    }
    int polled = 0;
    const Context context{with,
                          settings,
                          [&] { return ++polled == stop_after; },
                          [](const std::string&, std::size_t) { return std::make_unique<NoProgress>(); },
                          [&](const std::string& line) { said += line + "\n"; },
                          [&](const std::string& line) { summary += line + "\n"; }};
    train_stage(context);
    with.barrier();
  }

  /// Collective. Makes a file where the program would make a folder.
  void forbid(const fs::path& name) {
    if (ranks.rank() == 0) {
      fs::create_directories((directory.path() / name).parent_path());
      std::ofstream(directory.path() / name) << "a file";
    }
    ranks.barrier();
  }

  mpi::Communicator ranks = mpi::Communicator::world();
  mpi::Communicator alone = ranks.split(ranks.rank());
  test::SharedDirectory directory{ranks};
  Settings settings;
  std::string said, summary;
};

TEST_F(TrainStage, GivesTheModelOfOneRank) {
  run("all", ranks);
  const auto mine = io::read_model(directory.path() / "all" / "model.h5", ranks);
  EXPECT_NE(said.find("12 validation and 6 test samples"), std::string::npos) << said;
  EXPECT_NE(said.find("clamped"), std::string::npos) << said;
  EXPECT_NE(summary.find("R² on validation samples"), std::string::npos) << summary;
  const std::string own = fmt::format("alone{}", ranks.rank());
  run(own, alone);
  const auto theirs = io::read_model(directory.path() / own / "model.h5", alone);

  expect_same(metrics(directory.path() / "all" / "metrics.tsv"),
              metrics(directory.path() / own / "metrics.tsv"));
  EXPECT_EQ(metrics(directory.path() / "all" / "metrics.tsv").size(), 6U);
  EXPECT_EQ(mine.parts, theirs.parts);
  EXPECT_EQ(std::ranges::count(mine.parts, SamplePart::validation), 12);
  for (std::size_t i = 0; i < samples; ++i)
    EXPECT_EQ(mine.parts[i], mine.parts[i / 3 * 3]) << "a donor is split";
  EXPECT_EQ(mine.genes, theirs.genes);
  EXPECT_EQ(mine.scaling.offset, theirs.scaling.offset);
  EXPECT_EQ(mine.scaling.factor, theirs.scaling.factor);
  EXPECT_EQ(mine.training.mean, theirs.training.mean);
  EXPECT_EQ(mine.training.sd, theirs.training.sd);
  ASSERT_EQ(mine.ranges.size(), 2U);
  for (std::size_t j = 0; j < 12; ++j) {
    EXPECT_LT(mine.ranges[0].minimum[j], mine.ranges[0].maximum[j]);
    EXPECT_NEAR(mine.ranges[0].mean[j], theirs.ranges[0].mean[j], 1e-3);
  }
}

TEST_F(TrainStage, GoesOnAfterAStopAlsoOnAnotherNumberOfRanks) {
  run("whole", ranks);
  const auto whole = metrics(directory.path() / "whole" / "metrics.tsv");
  for (const bool by_one : {false, true}) {
    const std::string name = by_one ? "by_one" : "by_all";
    try {
      run(name, ranks, 15);
      ADD_FAILURE() << "must be interrupted";
    } catch (const Interrupted& error) {
      EXPECT_EQ(error.code(), ExitCode::interrupted);
      EXPECT_NE(std::string(error.what()).find("000002-000003"), std::string::npos) << error.what();
    }
    EXPECT_FALSE(fs::exists(directory.path() / name / "model.h5"));
    EXPECT_EQ(metrics(directory.path() / name / "metrics.tsv").size(), 2U);
    ranks.barrier();
    said.clear();
    if (!by_one) run(name, ranks);
    if (by_one && ranks.rank() == 0) run(name, alone);
    ranks.barrier();
    if (!by_one || ranks.rank() == 0) {
      EXPECT_NE(said.find("goes on from epoch 3"), std::string::npos) << said;
    }
    expect_same(metrics(directory.path() / name / "metrics.tsv"), whole);
    EXPECT_TRUE(fs::exists(directory.path() / name / "model.h5"));
    ranks.barrier();
  }
}

TEST_F(TrainStage, StartsAnewWithOtherSettings) {
  EXPECT_THROW(run("again", ranks, 15), Interrupted);
  settings.train.rate = 1e-3;
  run("again", ranks);
  EXPECT_NE(said.find("other settings"), std::string::npos) << said;
  EXPECT_NE(said.find("starts from the beginning: no checkpoint in"), std::string::npos) << said;
  EXPECT_EQ(said.find("goes on"), std::string::npos) << said;
}

// A file where the folder of checkpoints should be: none can be written.
TEST_F(TrainStage, GoesOnWhereNoCheckpointCanBeWritten) {
  run("whole", ranks);
  settings.train.checkpoint_minutes = 0;
  forbid("run/checkpoints");
  run("run", ranks);
  test::expect_in("no checkpoint in epoch 1: cannot write checkpoints in ", said);
  test::expect_in("training goes on, there is none yet; tried again in 0 minutes", said);
  expect_same(metrics(directory.path() / "run" / "metrics.tsv"),
              metrics(directory.path() / "whole" / "metrics.tsv"));
}

TEST_F(TrainStage, SaysWhatIsLostWhenItIsStoppedWithoutACheckpoint) {
  forbid("run/checkpoints");
  test::expect_error<DataError>(
      [&] { run("run", ranks, 15); },
      {"train: stopped in epoch 3 without a checkpoint: cannot write checkpoints in",
       "; 15 training steps are lost, all that were made"});
}

TEST_F(TrainStage, IsNotEndedByMetricsBeforeItsOwnEnd) {
  if (ranks.rank() == 0) fs::create_directories(directory.path() / "run" / "metrics.tsv");
  ranks.barrier();
  test::expect_error<DataError>([&] { run("run", ranks); }, "metrics.tsv: it is a directory");
  const std::string goes_on = "it is a directory; name a file; training goes on, the table is written after";
  test::expect_in(goes_on, said);
  EXPECT_EQ(said.find(goes_on), said.rfind(goes_on)) << "said again: " << said;
}

TEST_F(TrainStage, RefusesSettingsThatCannotWork) {
  settings.cohort.scale = ScalingMethod::zscore;
  EXPECT_THROW(run("bad", ranks), UsageError);
  settings.cohort.scale = ScalingMethod::minmax;
  settings.cohort.split_by = "doner";
  try {
    run("bad", ranks);
    ADD_FAILURE() << "must throw";
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("\"donor\""), std::string::npos) << error.what();
  }
  EXPECT_FALSE(fs::exists(directory.path() / "bad" / "metrics.tsv"));
}

}  // namespace
}  // namespace lampyris::jobs
