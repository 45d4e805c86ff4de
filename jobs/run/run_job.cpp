// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/run_job.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "jobs/run/early_checks.hpp"
#include "jobs/run/manifest.hpp"
#include "jobs/run/stage_runner.hpp"
#include "src/base/error.hpp"
#include "src/preprocessing/pipeline.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

// Found now, a missing file or a step that is none costs seconds; found by the stage that reads it, it costs
// the hours before. What a needed stage once read it may do without.
void check_inputs(const Context& context, const std::vector<PlannedStage>& plan, const Manifest& manifest) {
  (void)Pipeline(context.settings.cohort.preprocess, {});
  for (const auto& [stage, part] : plan) {
    if (part == Part::read || (part == Part::needed && manifest.knows(*stage))) continue;
    for (const auto& file : inputs_of(*stage, context.settings)) {
      if (!fs::exists(file)) throw DataError(fmt::format("{}: no such file", file.string()));
    }
  }
}

bool is_restarted() {
  const char* const restarts = std::getenv("SLURM_RESTART_COUNT");
  return restarts != nullptr && std::atoi(restarts) > 0;
}

std::vector<std::string> files_asked_for(const Context& context, const std::vector<PlannedStage>& plan) {
  std::vector<std::string> files;
  for (const auto& [stage, part] : plan) {
    if (part != Part::asked) continue;
    const auto more = files_of(*stage, context.settings);
    files.insert(files.end(), more.begin(), more.end());
  }
  return files;
}

std::vector<fs::path> all_inputs(const Context& context) {
  std::vector<fs::path> inputs;
  for (const Stage& stage : stages()) {
    const auto more = inputs_of(stage, context.settings);
    inputs.insert(inputs.end(), more.begin(), more.end());
  }
  return inputs;
}

// Files of another version are read where they can be; what is asked for is made again.
void say_other_version(const Context& context, const Manifest& manifest) {
  if (const auto other = manifest.other_version()) {
    context.say(fmt::format("run: {}: stages that are asked for run again", *other));
  }
}

}  // namespace

void run_job(const Context& context, const RunOptions& options) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const auto plan = plan_stages(options);
  Manifest manifest(context.settings, context.ranks);
  check_inputs(context, plan, manifest);
  context.claim(files_asked_for(context, plan), all_inputs(context));
  say_other_version(context, manifest);
  // A job that Slurm starts again has the same command line: it goes on with what it was told to begin.
  StageRunner runner(context, manifest, options.force && !is_restarted());
  for (const auto& [stage, part] : plan) {
    if (part == Part::read) {
      runner.look_at(*stage);
      continue;
    }
    context.entered(stage->name);
    if (stage->name == "train") check_early(context, plan);
    if (part == Part::asked) runner.run_asked(*stage);
    if (part == Part::needed) runner.run_needed(*stage);
  }
  context.summary(fmt::format("done in {:.0f} s: {}",
                              std::chrono::duration<double>(Clock::now() - start).count(),
                              context.settings.run.directory.string()));
}

}  // namespace lampyris::jobs
