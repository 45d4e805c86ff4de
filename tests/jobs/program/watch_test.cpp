// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "jobs/program/progress_file.hpp"
#include "jobs/program/time_limit.hpp"
#include "jobs/program/whereabouts.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

void forget_slurm() {
  unsetenv("SLURM_JOB_END_TIME");
  unsetenv("SLURM_JOB_ID");
}

TEST(TimeLimit, IsTheEarlierOfTheTwo) {
  forget_slurm();
  EXPECT_FALSE(find_time_limit(0));
  EXPECT_EQ(find_time_limit(2)->seconds, 7200);
  setenv("SLURM_JOB_END_TIME", std::to_string(std::time(nullptr) + 3600).c_str(), 1);
  EXPECT_NEAR(find_time_limit(2)->seconds, 3600, 2);
  EXPECT_EQ(find_time_limit(2)->source, "Slurm");
  EXPECT_EQ(find_time_limit(0.5)->source, "run.max_hours");
  EXPECT_NEAR(find_time_limit(0)->seconds, 3600, 2);
  setenv("SLURM_JOB_END_TIME", "never", 1);
  EXPECT_FALSE(find_time_limit(0));
  forget_slurm();
}

// A stand-in for squeue on the path, as no queue is here to ask.
TEST(TimeLimit, AsksSqueue) {
  forget_slurm();
  const fs::path folder = fs::temp_directory_path() / ("lampyris-squeue-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const std::string path = std::getenv("PATH");
  setenv("PATH", (folder.string() + ":" + path).c_str(), 1);
  const auto answer = [&](const std::string& script) {
    std::ofstream(folder / "squeue") << "#!/bin/sh\n" + script + "\n";
    fs::permissions(folder / "squeue", fs::perms::owner_all);
  };
  setenv("SLURM_JOB_ID", "42", 1);
  answer("[ \"$*\" = '-h -j 42 -o %e' ] && date -d '+90 minutes' +%Y-%m-%dT%H:%M:%S");
  ASSERT_TRUE(find_time_limit(0));
  EXPECT_NEAR(find_time_limit(0)->seconds, 5400, 3);
  answer("echo NONE");
  EXPECT_FALSE(find_time_limit(0));
  answer("exit 1");
  EXPECT_FALSE(find_time_limit(0));
  setenv("SLURM_JOB_ID", "42; touch /tmp/x", 1);
  answer("date -d '+90 minutes' +%Y-%m-%dT%H:%M:%S");
  EXPECT_FALSE(find_time_limit(0)) << "no number is no job";
  setenv("PATH", path.c_str(), 1);
  fs::remove_all(folder);
  forget_slurm();
}

TEST(TimeLimit, LeavesRoomForACheckpoint) {
  EXPECT_EQ(stop_margin(24 * 3600, 0), 120);
  EXPECT_EQ(stop_margin(24 * 3600, 100), 260);
  EXPECT_EQ(stop_margin(600, 0), 60);
  EXPECT_EQ(stop_margin(600, 50), 100);
  EXPECT_EQ(text_of_seconds(60), "60 s");
  EXPECT_EQ(text_of_seconds(5400), "90 min");
  EXPECT_EQ(text_of_seconds(86400), "24 h");
}

TEST(Whereabouts, SaysWhatTheRankIsAt) {
  Whereabouts whereabouts;
  whereabouts.enter("run");
  EXPECT_EQ(whereabouts.now().text(), "run");
  whereabouts.enter("train");
  const auto before = whereabouts.now().moves;
  whereabouts.begin("train", 40);
  whereabouts.advance(12);
  EXPECT_EQ(whereabouts.now().text(), "train (12 of 40)");
  EXPECT_GT(whereabouts.now().moves, before);
  EpochReport report;
  report.epoch = 3;
  whereabouts.finish_epoch(report);
  EXPECT_EQ(whereabouts.now().text(), "train (12 of 40), after epoch 3");
  whereabouts.enter("modules");
  whereabouts.begin("import disease", 9);
  EXPECT_EQ(whereabouts.now().text(), "modules: import disease (0 of 9)");
  EXPECT_EQ(whereabouts.stages_before(), (std::vector<std::string>{"run", "train"}));
}

TEST(ProgressFile, AddsALineForEveryStage) {
  const fs::path path = fs::temp_directory_path() / ("lampyris-progress-" + std::to_string(getpid()));
  std::ofstream(path) << "{\"stage\": \"half a li";
  Whereabouts whereabouts;
  ProgressFile file(path);
  whereabouts.enter("train");
  whereabouts.begin("train", 40);
  file.write(whereabouts.now());
  whereabouts.advance(1);
  file.write(whereabouts.now());  // within a second
  EpochReport report;
  report.epoch = 2;
  report.loss_train = 0.5;
  report.r2_heldout = std::numeric_limits<double>::quiet_NaN();
  whereabouts.enter("attribute");
  whereabouts.finish_epoch(report);
  file.write(whereabouts.now());
  file.write(whereabouts.now());  // nothing new

  std::ifstream lines(path);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "{\"stage\": \"half a li");
  std::getline(lines, line);
  const auto first = nlohmann::json::parse(line);
  EXPECT_EQ(first["stage"], "train");
  EXPECT_EQ(first["done"], 0);
  EXPECT_EQ(first["total"], 40);
  EXPECT_FALSE(first.contains("eta"));
  std::getline(lines, line);
  const auto second = nlohmann::json::parse(line);
  EXPECT_EQ(second["stage"], "attribute");
  EXPECT_EQ(second["loss"], 0.5);
  EXPECT_FALSE(second.contains("r2_heldout")) << "no number";
  EXPECT_FALSE(std::getline(lines, line)) << line;
  fs::remove(path);

  Place place = whereabouts.now();
  place.phase = "attribute";
  place.done = 10;
  place.total = 40;
  EXPECT_EQ(nlohmann::json::parse(progress_line(place, 5.0))["eta"], 6);
}

}  // namespace
}  // namespace lampyris::jobs
