// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/stage_plan.hpp"

#include <algorithm>
#include <set>

#include "src/base/named_values.hpp"

namespace lampyris::jobs {
namespace {

bool is_asked(const Stage& stage, const RunOptions& options) {
  if (options.only) return stage.name == *options.only;
  if (!options.until) return true;
  const auto last = std::ranges::find(stages(), *options.until, &Stage::name);
  return &stage <= &*last;
}

}  // namespace

void require_stage(const std::string& name, const std::string& shown) {
  std::vector<std::string> names;
  for (const Stage& stage : stages()) names.push_back(stage.name);
  if (std::ranges::find(names, name) == names.end()) refuse_word(name, shown, names);
}

std::vector<PlannedStage> plan_stages(const RunOptions& options) {
  if (options.only) require_stage(*options.only, "stage");
  if (options.until) require_stage(*options.until, "--until");
  std::set<std::string> needed;
  std::set<std::string> read;
  std::vector<PlannedStage> plan;
  // From the last: what a needed stage needs is needed, too.
  for (auto stage = stages().rbegin(); stage != stages().rend(); ++stage) {
    if (std::ranges::find(options.given, stage->name) != options.given.end()) continue;
    const bool asked = is_asked(*stage, options);
    if (!asked && !needed.contains(stage->name)) {
      if (read.contains(stage->name)) plan.push_back({&*stage, Part::read});
      continue;
    }
    plan.push_back({&*stage, asked ? Part::asked : Part::needed});
    needed.insert(stage->after.begin(), stage->after.end());
    read.insert(stage->if_there.begin(), stage->if_there.end());
  }
  std::ranges::reverse(plan);
  return plan;
}

bool asks_for(const std::vector<PlannedStage>& plan, const std::string& stage) {
  return std::ranges::any_of(
      plan, [&](const auto& one) { return one.part == Part::asked && one.stage->name == stage; });
}

}  // namespace lampyris::jobs
