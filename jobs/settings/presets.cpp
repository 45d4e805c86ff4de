// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/presets.hpp"

namespace lampyris::jobs {
namespace {

// The recipe of tests/bench/residual.py, with fewer epochs. Others were not compared with it here.
void set_residual_network(Settings::Model& model, Settings::Train& train) {
  model.widths = {512, 512};
  model.hidden = Activation::gelu;
  model.output = Activation::linear;
  model.layer_norm = true;
  model.code_noise = 0.3;
  train.hidden_dropout = 0.3;
  train.optimiser = Method::adamw;
  train.weight_decay = 0.01;
  train.average = 0.99;
  train.schedule = Schedule::Kind::cosine;
  train.warmup_epochs = 5;
  train.rate = 1e-3;
  train.batch = 64;
  train.epochs = 60;
  train.patience = 0;  // the cosine ends with the last epoch
}

}  // namespace

Settings settings_of_preset(Preset preset) {
  Settings settings;
  settings.preset = preset;
  if (preset == Preset::dwivedi2020) return settings;
  settings.run.seeds = std::nullopt;
  settings.cohort.scale = ScalingMethod::zscore;
  settings.model.kind = std::nullopt;
  set_residual_network(settings.model, settings.train);
  return settings;
}

}  // namespace lampyris::jobs
