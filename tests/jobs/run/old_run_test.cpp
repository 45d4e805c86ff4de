// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "jobs/run/manifest.hpp"
#include "jobs/settings/config.hpp"
#include "tests/support/shared_directory.hpp"

// What version 0.1.0 left in a run directory: it imported and trained.

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

const fs::path old_run = LAMPYRIS_OLD_RUN;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const Stage& train() {
  for (const Stage& stage : stages()) {
    if (stage.name == "train") return stage;
  }
  throw std::logic_error("no stage train");
}

TEST(OldRun, ItsJobFileGivesTheSameSettings) {
  const auto settings = read_settings(old_run / "job.toml", {});
  EXPECT_EQ(settings.train.optimiser, Method::adamw);
  EXPECT_EQ(settings.modules.contrasts.at(1).collapse, Collapse::mean);
  // Keys that came later stand beside its own.
  std::istringstream old(content_of(old_run / "job.toml"));
  const std::string now = "\n" + to_toml(settings);
  for (std::string line; std::getline(old, line);) {
    EXPECT_NE(now.find("\n" + line + "\n"), std::string::npos) << line;
  }
}

class OldManifest : public testing::Test {
 protected:
  OldManifest() { settings.run.directory = directory.path(); }

  Manifest with(const std::string& text) {
    if (ranks.rank() == 0) std::ofstream(directory / "manifest.json") << text;
    ranks.barrier();
    return {settings, ranks};
  }

  mpi::Communicator ranks = mpi::Communicator::world();
  test::SharedDirectory directory{ranks};
  Settings settings;
};

TEST_F(OldManifest, SaysWhichVersionWroteItAndRunsItsStagesAgain) {
  auto text = content_of(old_run / "manifest.json");
  const auto at = text.find("0.1.0");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 5, "0.0.9");
  auto manifest = with(text);
  const auto other = manifest.other_version();
  ASSERT_TRUE(other.has_value());
  EXPECT_NE(other->find(" was written by version 0.0.9 of lampyris, this is "), std::string::npos) << *other;
  EXPECT_EQ(manifest.summary(train()).size(), 1U);
  EXPECT_FALSE(manifest.has_run(train(), manifest.fingerprint(train())));
}

TEST_F(OldManifest, WithoutOneThereIsNothingToSay) {
  EXPECT_EQ(with("").other_version(), std::nullopt);
  EXPECT_EQ(with("{ half").other_version(), std::nullopt);
  EXPECT_EQ(with("[1, 2]").other_version(), std::nullopt);
  const auto strange = with("{\"version\": 7}").other_version();
  ASSERT_TRUE(strange.has_value());
  EXPECT_NE(strange->find("version unknown"), std::string::npos);
}

TEST_F(OldManifest, WhatThisVersionWroteNamesNoOther) {
  auto manifest = with("");
  manifest.record(train(), "0", {1, "1x1", {}});
  ranks.barrier();
  EXPECT_EQ(Manifest(settings, ranks).other_version(), std::nullopt);
}

}  // namespace
}  // namespace lampyris::jobs
