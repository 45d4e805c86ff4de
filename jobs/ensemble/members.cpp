// SPDX-License-Identifier: Apache-2.0
#include "jobs/ensemble/members.hpp"

#include <fmt/format.h>

#include "src/planning/ensemble_plan.hpp"

namespace lampyris::jobs {

namespace {

ModelKind kind_of(const Model& model) {
  if (model.manifold) return ModelKind::manifold;
  return model.architecture().linear_nodes > 0 ? ModelKind::residual : ModelKind::network;
}

}  // namespace

Settings settings_of_ensemble(const Settings& run, const Model& model) {
  Settings settings = run;
  settings.model.kind = kind_of(model);
  if (settings.model.kind == ModelKind::manifold) {
    settings.model.code = {model.manifold->manifold.code};
  } else if (settings.model.kind == ModelKind::residual) {
    settings.model.code = {model.architecture().linear_nodes};
  }
  if (!run.run.seeds) settings.run.seeds = automatic_members(model.parts.size(), model.genes.size());
  return settings;
}

std::string folder_of_member(std::size_t member) {
  return fmt::format("members/{:02}", member + 1);
}

Settings settings_of_member(const Settings& run, std::size_t member) {
  Settings settings = run;
  settings.run.directory = run.run.directory / folder_of_member(member);
  settings.run.seeds = 1;
  if (run.model.kind == ModelKind::manifold) {
    // A manifold has no seed: what varies is the people.
    settings.run.resample = run.run.resample + member + 1;
  } else {
    settings.run.seed = run.run.seed + member;
  }
  return settings;
}

bool is_run_itself(const Settings& run, std::size_t member) {
  return member == 0 && run.model.kind != ModelKind::manifold;
}

}  // namespace lampyris::jobs
