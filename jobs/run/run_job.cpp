// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/run_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "io/files/unit_files.hpp"
#include "jobs/run/early_checks.hpp"
#include "jobs/run/manifest.hpp"
#include "jobs/run/stage_table.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"
#include "src/preprocessing/pipeline.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

bool chosen(const Stage& stage, const RunOptions& options) {
  return !options.only || stage.name == *options.only;
}

// Found now, a missing file or a step that is none costs seconds; found by the stage that reads it, it costs
// the hours before.
void check_inputs(const Context& context, const RunOptions& options) {
  (void)Pipeline(context.settings.cohort.preprocess, {});
  for (const Stage& stage : stages()) {
    if (!chosen(stage, options)) continue;
    for (const auto& file : inputs_of(stage, context.settings)) {
      if (!fs::exists(file)) throw DataError(fmt::format("{}: no such file", file.string()));
    }
  }
}

// One stage alone reads what earlier ones left; the report, all that there is.
void check_earlier_stages(const Context& context, const Stage& stage, Manifest& manifest) {
  for (const Stage& before : stages()) {
    if (std::find(stage.after.begin(), stage.after.end(), before.name) == stage.after.end()) continue;
    for (const auto& file : before.outputs) {
      if (stage.name == "report" || fs::exists(context.in_run(file))) continue;
      throw DataError(fmt::format("{}: no such file; run the stage \"{}\" of this job first",
                                  context.in_run(file).string(), before.name));
    }
    for (const auto& [file, missing] : manifest.differences(before)) {
      throw DataError(fmt::format("{}: {} since the stage \"{}\" made it: run that stage of this job again",
                                  context.in_run(file).string(),
                                  missing ? "was deleted" : "was changed or damaged", before.name));
    }
  }
}

// What a user wrote into a file of ours is not ours to lose.
void move_aside(const Context& context, const std::string& file) {
  mpi::on_first_rank(context.ranks, [&] {
    const fs::path aside = context.in_run(".lampyris/changed") / file;
    std::error_code failure;
    fs::create_directories(aside.parent_path(), failure);
    fs::rename(context.in_run(file), aside, failure);
  });
}

/// Whether all that the stage made with this fingerprint stands as it was made; says what does not.
bool stands(const Context& context, const Stage& stage, const std::string& fingerprint, Manifest& manifest) {
  if (!manifest.has_run(stage, fingerprint)) return false;
  const auto differences = manifest.differences(stage);
  for (const auto& [file, missing] : differences) {
    context.say(fmt::format("{}: {} {} since this stage made it: the stage runs again{}", stage.name,
                            context.in_run(file).string(), missing ? "was deleted" : "was changed or damaged",
                            missing ? "" : ", that file lies in .lampyris/changed"));
    if (!missing) move_aside(context, file);
  }
  return differences.empty();
}

bool is_restarted() {
  const char* const restarts = std::getenv("SLURM_RESTART_COUNT");
  return restarts != nullptr && std::atoi(restarts) > 0;
}

std::vector<std::string> files_to_make(const Context& context, const RunOptions& options) {
  std::vector<std::string> files;
  for (const Stage& stage : stages()) {
    if (!chosen(stage, options)) continue;
    const auto more = files_of(stage, context.settings);
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

// Settings that no longer ask for a table must not leave the old one for the report.
void remove_tables(const Context& context, const Stage& stage) {
  if (context.ranks.rank() == 0) {
    std::error_code ignored;
    for (const auto& file : stage.tables) fs::remove(context.in_run(file), ignored);
  }
  context.ranks.barrier();
}

fs::path folder_of_units(const Context& context, const Stage& stage) {
  return context.in_run(".lampyris/units") / stage.name;
}

std::unique_ptr<KeptUnits> units_of(const Context& context, const Stage& stage,
                                    const std::string& fingerprint) {
  constexpr double most_seconds = 10;
  const std::chrono::duration<double> pause(
      std::min(most_seconds, context.settings.train.checkpoint_minutes * 60));
  auto units =
      std::make_unique<io::UnitFiles>(folder_of_units(context, stage), fingerprint, context.ranks, pause);
  if (units->found() > 0) {
    context.say(
        fmt::format("{}: {} units that an earlier start has finished are kept", stage.name, units->found()));
  }
  return units;
}

// The work is done, or begins anew.
void forget_units(const Context& context, const Stage& stage) {
  mpi::on_first_rank(context.ranks, [&] { io::remove_units(folder_of_units(context, stage)); });
}

// Files of another version are read where they can be; what a whole run finds, it makes again.
void say_other_version(const Context& context, const Manifest& manifest) {
  if (const auto other = manifest.other_version()) {
    context.say(fmt::format("run: {}: stages that are asked for run again", *other));
  }
}

}  // namespace

void run_job(const Context& context, const RunOptions& options) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  check_inputs(context, options);
  context.claim(files_to_make(context, options), all_inputs(context));
  Manifest manifest(context.settings, context.ranks);
  say_other_version(context, manifest);
  std::vector<std::string> said;
  Context listening = context;
  // A job that Slurm starts again has the same command line: it goes on with what it was told to begin.
  const bool force = options.force && !is_restarted();
  listening.anew = force;
  listening.summary = [&](const std::string& line) {
    said.push_back(line);
    context.summary(line);
  };
  std::string grid;
  listening.worked_on = [&](const std::string& shape) { grid = shape; };
  for (const Stage& stage : stages()) {
    if (!chosen(stage, options)) continue;
    context.entered(stage.name);
    if (options.only) check_earlier_stages(context, stage, manifest);
    if (!options.only && stage.name == "train") check_early(context);
    const auto fingerprint = manifest.fingerprint(stage);
    if (!force && stands(context, stage, fingerprint, manifest)) {
      context.say(fmt::format("{}: kept, nothing changed", stage.name));
      for (const auto& line : manifest.summary(stage)) context.summary(line);
      continue;
    }
    context.say(fmt::format("{}: {}", stage.name, stage.help));
    manifest.forget(stage);
    remove_tables(context, stage);
    if (force) forget_units(context, stage);
    listening.kept_units = [&] { return units_of(context, stage, fingerprint); };
    said.clear();
    grid = manifest.usual_grid();
    const auto begin = Clock::now();
    stage.run(listening);
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    manifest.record(stage, fingerprint, {seconds, grid, said});
    forget_units(context, stage);
    context.say(fmt::format("{}: done in {:.1f} s", stage.name, seconds));
  }
  context.summary(fmt::format("done in {:.0f} s: {}",
                              std::chrono::duration<double>(Clock::now() - start).count(),
                              context.settings.run.directory.string()));
}

}  // namespace lampyris::jobs
