// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/stage_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "jobs/settings/keys.hpp"
#include "jobs/train/training_fingerprint.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

const Stage& stage_named(const std::string& name) {
  return *std::find_if(stages().begin(), stages().end(), [&](const Stage& s) { return s.name == name; });
}

bool is_known(const std::string& name) {
  return name == "modules.contrast" ||
         std::any_of(job_keys().begin(), job_keys().end(),
                     [&](const auto& key) { return names_key(name, key.name); });
}

// A new key must decide something, or be said to decide nothing.
TEST(StageTable, EveryKeyRunsAStageAgainOrIsSaidNotTo) {
  for (const auto& key : job_keys()) {
    const bool used = std::any_of(stages().begin(), stages().end(),
                                  [&](const Stage& stage) { return uses(stage, key.name); });
    EXPECT_NE(used, is_left_out(key.name, keys_of_no_stage())) << key.name;
  }
}

TEST(StageTable, NamesKeysAndStagesThatThereAre) {
  std::set<std::string> before;
  for (const Stage& stage : stages()) {
    for (const auto& name : stage.keys) EXPECT_TRUE(is_known(name)) << stage.name << ": " << name;
    for (const auto& name : stage.after) EXPECT_TRUE(before.contains(name)) << stage.name << ": " << name;
    before.insert(stage.name);
  }
  for (const auto& key : keys_of_no_stage()) EXPECT_TRUE(is_known(key.name)) << key.name;
  for (const auto& key : keys_without_weights()) EXPECT_TRUE(is_known(key.name)) << key.name;
}

TEST(StageTable, AStagesInputsAreTheFilesOfItsKeys) {
  Settings settings;
  settings.run.directory = "/runs/x";
  settings.cohort.inputs = {"/b.tsv", "", "/a.tsv"};
  settings.cohort.annotation = "/a.tsv";
  settings.cohort.gene_lengths = "/lengths.tsv";
  settings.attribute.truth = "/truth.tsv";
  settings.interactome.edges = "/edges.tsv";
  settings.modules.gene_sets = {"/sets.gmt"};
  Settings::Contrast contrast;
  contrast.cohort = "/x.tsv";
  contrast.ids = "/ids.tsv";
  settings.modules.contrasts = {contrast};
  using Files = std::vector<fs::path>;
  EXPECT_EQ(inputs_of(stage_named("import"), settings), (Files{"/a.tsv", "/b.tsv"}));
  EXPECT_EQ(inputs_of(stage_named("preprocess"), settings), Files{"/lengths.tsv"});
  EXPECT_EQ(inputs_of(stage_named("train"), settings), Files{});
  EXPECT_EQ(inputs_of(stage_named("attribute"), settings), (Files{"/sets.gmt", "/truth.tsv"}));
  EXPECT_EQ(inputs_of(stage_named("interactome"), settings), Files{"/edges.tsv"});
  EXPECT_EQ(inputs_of(stage_named("modules"), settings), (Files{"/ids.tsv", "/sets.gmt", "/x.tsv"}));
}

TEST(StageTable, WhatIsInAFingerprintChangesWithItsSettings) {
  const Settings defaults;
  Settings other;
  other.train.rate = 0.5;
  other.train.checkpoint_minutes = 1;
  other.compute.engine = EngineKind::serial;
  EXPECT_NE(settings_of(stage_named("train"), defaults), settings_of(stage_named("train"), other));
  other.train.rate = defaults.train.rate;
  for (const Stage& stage : stages()) EXPECT_EQ(settings_of(stage, defaults), settings_of(stage, other));
  other.modules.contrasts.emplace_back().name = "x";
  EXPECT_NE(settings_of(stage_named("modules"), defaults), settings_of(stage_named("modules"), other));
}

// These and no others decide the weights after a given step. A new key is added by itself: leave it here, or
// leave it out in keys_without_weights, with a reason.
TEST(TrainingFingerprint, HoldsTheKeysThatDecideTheWeights) {
  std::set<std::string> found;
  for (const auto& key : job_keys()) {
    if (!is_left_out(key.name, keys_without_weights())) found.insert(key.name);
  }
  const std::set<std::string> due{"preset",
                                  "run.seed",
                                  "cohort.scale",
                                  "model.widths",
                                  "model.hidden",
                                  "model.output",
                                  "model.init",
                                  "model.tied",
                                  "model.code_noise",
                                  "model.layer_norm",
                                  "train.batch",
                                  "train.rate",
                                  "train.reproducible",
                                  "train.optimiser",
                                  "train.momentum",
                                  "train.weight_decay",
                                  "train.l1",
                                  "train.l2",
                                  "train.clip",
                                  "train.schedule",
                                  "train.decay",
                                  "train.step_epochs",
                                  "train.step_factor",
                                  "train.warmup_epochs",
                                  "train.noise",
                                  "train.noise_level",
                                  "train.dropout",
                                  "train.hidden_dropout",
                                  "train.average",
                                  "train.sparsity",
                                  "train.sparsity_weight",
                                  "train.sparsity_target"};
  EXPECT_EQ(found, due);
}

}  // namespace
}  // namespace lampyris::jobs
