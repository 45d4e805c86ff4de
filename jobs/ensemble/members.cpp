// SPDX-License-Identifier: Apache-2.0
#include "jobs/ensemble/members.hpp"

#include <fmt/format.h>

namespace lampyris::jobs {

std::string folder_of_member(std::size_t member) {
  return fmt::format("members/{:02}", member + 1);
}

Settings settings_of_member(const Settings& run, std::size_t member) {
  Settings settings = run;
  settings.run.directory = run.run.directory / folder_of_member(member);
  settings.run.seeds = 1;
  if (run.model.kind == ModelKind::manifold) {
    settings.run.resample = member + 1;  // a manifold has no seed: what varies is the people
  } else {
    settings.run.seed = run.run.seed + member;
  }
  return settings;
}

bool is_run_itself(const Settings& run, std::size_t member) {
  return member == 0 && run.model.kind != ModelKind::manifold;
}

}  // namespace lampyris::jobs
