// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/config.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "jobs/settings/keys.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

class Config : public testing::Test {
 protected:
  fs::path path_ = fs::temp_directory_path() / "lampyris_config_test.toml";
  void TearDown() override { fs::remove(path_); }

  Settings read(const std::string& text, const std::vector<std::string>& overrides = {}) {
    std::ofstream(path_) << text;
    return read_settings(path_, overrides);
  }
  std::string error(const std::string& text, const std::vector<std::string>& overrides = {}) {
    try {
      read(text, overrides);
    } catch (const UsageError& failure) {
      std::string message = failure.what();
      const auto at = message.find(path_.string());
      return at == std::string::npos ? message : message.replace(at, path_.string().size(), "JOB");
    }
    return "no error";
  }
};

TEST_F(Config, RefusesWhatTomlPlusPlusTakesForGranted) {
  EXPECT_EQ(error("[run]\nseed = 1\n[?run]\n"),
            "JOB, line 3: not TOML: the name of a section must begin with a letter");
  EXPECT_EQ(error("[run]\ns\u00e9\u00e9d = 1\n"),
            "JOB, line 2: not TOML: letters beyond ASCII must stand in quotes");
  EXPECT_EQ(error("[\n"), "JOB, line 1: not TOML: the name of a section must begin with a letter");
  for (const auto* line :
       {"seed = 1\"\u00e9\"", "seed = .\"\u00e9\"", "seed = [1[\"\u00e9\"]]", "seed\u00e9\u00fc\"\u00e9\"=1",
        "seed =\u00a01", "seed = 1\u00e9", "directory = \"a\"\u00e9\"\""}) {
    EXPECT_NE(error(std::string("[run]\n") + line + "\n").find("JOB, line 2: not TOML: "), std::string::npos)
        << line;
  }
  EXPECT_EQ(error("[run]\ndirectory = \"\"\"a\\\n \n \u00e9\"\"\"\n"),
            "JOB, line 4: not TOML: letters beyond ASCII must not begin a line that a backslash joins");
  EXPECT_EQ(read("[run]\ndirectory = \"\"\"\n\u00e9t\u00e9\"\"\"\n").run.directory,
            fs::current_path() / "\u00e9t\u00e9");
  EXPECT_NE(error("[run]\nseed = 1\n", {"run.seed=\u00e9"}).find("run.seed"), std::string::npos);
  EXPECT_EQ(read("[run]\nseed = 1\n", {"run.directory=\u00e9\u2003b"}).run.directory,
            fs::current_path() / "\u00e9\u2003b");
  EXPECT_EQ(read("\xEF\xBB\xBF[run]\nseed = 3\n").run.seed, 3U);
  EXPECT_EQ(read("# caf\u00e9\n[run]\ndirectory = \"m\u00fcller\" # d'\u00e9t\u00e9\n").run.directory,
            fs::current_path() / "m\u00fcller");
}

TEST_F(Config, ReadsEverySectionAndKeepsDefaults) {
  const auto settings = read(R"(
preset = "dwivedi2020"
[run]
directory = "runs/x"
seed = 7
[cohort]
inputs = ["a.tsv"]
heldout = 0.2
[model]
widths = [64, 32]
[train]
rate = 1e-3
[interactome]
top = 50
[[modules.contrast]]
name = "ibd"
cases = "status=case"
controls = "status=control"
[[modules.contrast]]
name = "other"
cases = "a=b"
controls = "a=c"
group = "patient"
)");
  EXPECT_EQ(settings.run.directory, fs::current_path() / "runs/x");
  EXPECT_EQ(settings.run.seed, 7U);
  ASSERT_EQ(settings.cohort.inputs.size(), 1U);
  EXPECT_EQ(settings.cohort.inputs[0], fs::current_path() / "a.tsv");
  EXPECT_EQ(settings.cohort.heldout, 0.2);
  EXPECT_EQ(settings.model.widths, (std::vector<std::size_t>{64, 32}));
  EXPECT_EQ(settings.train.rate, 1e-3);
  EXPECT_EQ(settings.train.batch, 256U);
  EXPECT_EQ(settings.interactome.top, std::vector<std::size_t>{50});
  ASSERT_EQ(settings.modules.contrasts.size(), 2U);
  EXPECT_EQ(settings.modules.contrasts[1].group, "patient");
}

TEST_F(Config, OverridesWinAndNeedNoQuotes) {
  const auto settings = read("[train]\nepochs = 5\n", {"train.epochs=9", "model.widths=[8, 4]",
                                                       "cohort.scale=zscore", "train.epochs=11"});
  EXPECT_EQ(settings.train.epochs, 11U);
  EXPECT_EQ(settings.model.widths, (std::vector<std::size_t>{8, 4}));
  EXPECT_EQ(settings.cohort.scale, ScalingMethod::zscore);
}

TEST_F(Config, APresetIsWhatOtherKeysStartFrom) {
  const auto ours = read("");
  EXPECT_EQ(ours.preset, Preset::lampyris);
  EXPECT_FALSE(ours.model.kind.has_value());
  EXPECT_FALSE(ours.run.seeds.has_value());
  EXPECT_EQ(ours.cohort.scale, ScalingMethod::zscore);
  const std::string text = "[model]\nhidden = \"elu\"\n[train]\nepochs = 5\n";
  for (const auto& article :
       {read("preset = \"dwivedi2020\"\n" + text), read(text, {"preset=dwivedi2020"}),
        read("preset = \"lampyris\"\n" + text, {"train.batch=256", "preset=dwivedi2020"})}) {
    EXPECT_EQ(article.preset, Preset::dwivedi2020);
    EXPECT_EQ(article.model.kind, ModelKind::network);
    EXPECT_EQ(article.model.hidden, Activation::elu);
    EXPECT_EQ(article.model.output, Activation::sigmoid);
    EXPECT_EQ(article.run.seeds, 1U);
    EXPECT_EQ(article.train.epochs, 5U);
    EXPECT_EQ(article.train.batch, 256U);
  }
  EXPECT_TRUE(error("preset = \"dwivedi\"\n").starts_with("JOB, line 1: preset"));
}

TEST_F(Config, SeedsMayBeAuto) {
  EXPECT_EQ(read("[run]\nseeds = 3\n").run.seeds, 3U);
  EXPECT_EQ(read("[run]\nseeds = 3\n", {"run.seeds=auto"}).run.seeds, std::nullopt);
  EXPECT_EQ(error("[run]\nseeds = 0\n"),
            "JOB, line 2: run.seeds: must be \"auto\" or a whole number at least 1 and at most 1000");
  EXPECT_EQ(to_toml(read(to_toml(read("")))), to_toml(read("")));
}

TEST_F(Config, WritesWhatItReadsAgain) {
  const auto first = read(R"(
[structure]
labels = ["a \"quoted\" name"]
[[modules.contrast]]
name = "x"
cases = "s=1"
controls = "s=0"
)",
                          {"train.rate=0.25"});
  const auto text = to_toml(first);
  EXPECT_EQ(to_toml(read(text)), text);
  EXPECT_NE(text.find("0.25"), std::string::npos);
  EXPECT_NE(text.find("quoted"), std::string::npos);
}

TEST_F(Config, NamesFileLineKeyAndWhatWouldBeRight) {
  EXPECT_EQ(error("[train]\nepoch = 5\n"),
            "JOB, line 2: unknown key train.epoch; the nearest is train.epochs");
  EXPECT_EQ(error("[train]\nepochs = \"5\"\n"),
            "JOB, line 2: train.epochs: must be a whole number at least 1 and at most 1000000000");
  EXPECT_EQ(error("[train]\nepochs = 0\n"),
            "JOB, line 2: train.epochs: must be a whole number at least 1 and at most 1000000000");
  EXPECT_EQ(error("[train]\nrate = 0\n"), "JOB, line 2: train.rate: must be a number above 0 and at most 1");
  EXPECT_EQ(error("[train]\nrate = nan\n"),
            "JOB, line 2: train.rate: must be a number above 0 and at most 1");
  EXPECT_EQ(error("[cohort]\nscale = \"log\"\n"),
            "JOB, line 2: cohort.scale = \"log\": must be one of minmax, zscore, none; the nearest is none");
  EXPECT_EQ(
      error("[model]\nwidths = []\n"),
      "JOB, line 2: model.widths: must be a list of whole numbers, each at least 1 and at most 1000000");
  EXPECT_EQ(error("", {"train.epochs"}), "--set train.epochs: must be section.key=value");
  EXPECT_EQ(error("", {"trian.epochs=3"}), "--set: unknown key trian.epochs; the nearest is train.epochs");
  EXPECT_NE(error("[train\n").find("JOB, line 1: not TOML"), std::string::npos);
  EXPECT_EQ(error("[[modules.contrast]]\nname = \"x\"\n"),
            "JOB, line 1: contrast \"x\": needs cases = \"column=value\"");
  EXPECT_EQ(error("[[modules.contrast]]\nname = \"x\"\ncases=\"a=b\"\n"),
            "JOB, line 1: contrast \"x\": needs controls = \"column=value\"");
  EXPECT_NE(error("[[modules.contrast]]\nname = \"x\"\ncases=\"a\"\ncontrols=\"a=c\"\n").find("column=value"),
            std::string::npos);
  const std::string contrast = "[[modules.contrast]]\nname = \"x\"\ncases=\"a=b\"\ncontrols=\"a=c\"\n";
  EXPECT_EQ(error(contrast + contrast), "JOB, line 5: modules.contrast: two contrasts are named \"x\"");
  EXPECT_EQ(error(contrast + "standardise = \"no\"\n"),
            "JOB, line 5: modules.contrast.standardise = \"no\": must be one of within, none; the nearest is "
            "none");
  EXPECT_NE(error("[[modules.contrast]]\nname = \"../x\"\ncases=\"a=b\"\ncontrols=\"a=c\"\n")
                .find("letters, digits"),
            std::string::npos);
  EXPECT_NE(error("[[modules.contrast]]\ncase = \"x\"\n").find("unknown key case; the nearest is cases"),
            std::string::npos);
  EXPECT_THROW((void)read_settings("/no/such/job.toml", {}), UsageError);
}

// Every word of every choice is read and written again, and no other.
TEST_F(Config, ReadsTheWordsOfEveryChoice) {
  std::size_t choices = 0;
  for (const auto& key : job_keys()) {
    if (key.type != "choice") continue;
    ++choices;
    std::istringstream words(key.range);
    for (std::string word; std::getline(words >> std::ws, word, ',');) {
      const auto text = to_toml(read("", {key.name + "=" + word}));
      const auto name = key.name.substr(key.name.find('.') + 1);
      EXPECT_NE(text.find(name + " = '" + word + "'"), std::string::npos) << key.name << " " << word;
    }
    EXPECT_NE(
        error("", {key.name + "=nothing-of-it"}).find("must be one of " + key.range + "; the nearest is "),
        std::string::npos)
        << key.name;
  }
  EXPECT_GE(choices, 15U);
  EXPECT_NE(error("", {"model.output=relu"}).find("must be one of sigmoid, linear"), std::string::npos);
  EXPECT_NE(error("", {"cohort.collapse=error"}).find("must be one of auto, max-mean"), std::string::npos);
}

}  // namespace
}  // namespace lampyris::jobs
