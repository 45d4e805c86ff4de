// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/sweep_reader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "jobs/settings/config.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;
using Values = std::vector<std::string>;

class SweepReader : public testing::Test {
 protected:
  fs::path path_ = fs::temp_directory_path() / "lampyris_sweep_reader_test.toml";
  void TearDown() override { fs::remove(path_); }

  Settings read(const std::string& text, const std::vector<std::string>& lists = {}) {
    std::ofstream(path_) << text;
    return read_settings(path_, {}, lists);
  }
  std::string error(const std::string& text, const std::vector<std::string>& lists = {}) {
    try {
      (void)read(text, lists);
    } catch (const UsageError& failure) {
      std::string message = failure.what();
      const auto at = message.find(path_.string());
      return at == std::string::npos ? message : message.replace(at, path_.string().size(), "JOB");
    }
    return "no error";
  }
};

TEST_F(SweepReader, ValuesAreAsTheirKeysWriteThem) {
  const auto sweep =
      read("[sweep]\n\"model.widths\" = [64, [64, 32]]\nrun.seed = [1, 2]\ntrain.rate = [1e-3]\n").sweep;
  ASSERT_EQ(sweep.size(), 1U);
  ASSERT_EQ(sweep[0].size(), 3U);
  EXPECT_EQ(sweep[0][0].key, "model.widths");
  EXPECT_EQ(sweep[0][0].values, (Values{"[ 64 ]", "[ 64, 32 ]"}));
  EXPECT_EQ(sweep[0][1].values, (Values{"1", "2"}));
  EXPECT_EQ(sweep[0][2].key, "train.rate");
}

TEST_F(SweepReader, SeveralGridsAndTheCommandLine) {
  const std::string text = "[[sweep]]\n\"run.seed\" = [1]\n[[sweep]]\n\"model.kind\" = [\"manifold\"]\n";
  ASSERT_EQ(read(text).sweep.size(), 2U);
  const auto sweep = read(text, {"run.seed=4,5", "model.hidden=elu,tanh"}).sweep;
  EXPECT_EQ(sweep[0][0].values, (Values{"\"elu\"", "\"tanh\""}));
  EXPECT_EQ(sweep[0][1].values, (Values{"4", "5"}));
  EXPECT_EQ(sweep[1][1].values, (Values{"\"manifold\""}));
  EXPECT_EQ(sweep[1].size(), 3U);
  EXPECT_EQ(read("", {"model.widths=[[8], [8, 8]]"}).sweep[0][0].values, (Values{"[ 8 ]", "[ 8, 8 ]"}));
}

TEST_F(SweepReader, WhatWasWrittenIsReadAgain) {
  const auto settings =
      read("[[sweep]]\n\"run.seed\" = [1, 2]\n[[sweep]]\n\"cohort.split_by\" = [\"it's\", \"a\\\"b\"]\n");
  const auto text = to_toml(settings);
  const auto again = read(text);
  ASSERT_EQ(again.sweep.size(), 2U);
  EXPECT_EQ(again.sweep[1][0].values, settings.sweep[1][0].values);
  EXPECT_EQ(to_toml(again), text);
}

TEST_F(SweepReader, RefusesInOneLine) {
  EXPECT_EQ(error("[sweep]\n\"model.width\" = [1]\n"),
            "JOB, line 2: sweep: unknown key model.width; the nearest is model.widths");
  EXPECT_EQ(error("[sweep]\nrun.seed = 1\n"),
            "JOB, line 2: sweep: run.seed: must be a list of the values to sweep over, one at least");
  EXPECT_EQ(error("[sweep]\nrun.seed = []\n"),
            "JOB, line 2: sweep: run.seed: must be a list of the values to sweep over, one at least");
  EXPECT_NE(error("[sweep]\nrun.seed = [1, \"a\"]\n").find("sweep: run.seed: must be a whole number"),
            std::string::npos);
  EXPECT_EQ(error("[sweep]\nmodel.widths = [8, [8]]\n"),
            "JOB, line 2: sweep: model.widths: [ 8 ] stands there twice");
  EXPECT_EQ(error("[sweep]\nrun.seed = [1]\n\"run.seed\" = [2]\n"),
            "JOB, line 3: sweep: run.seed stands there twice");
  EXPECT_EQ(error("sweep = 3\n"), "JOB, line 1: sweep must be written as [sweep] or [[sweep]]");
  EXPECT_EQ(error("[sweep]\n"), "JOB, line 1: sweep: has no key to sweep over");
  EXPECT_EQ(error("", {"run.seed"}), "--set-list run.seed: must be section.key=[value, value]");
}

}  // namespace
}  // namespace lampyris::jobs
