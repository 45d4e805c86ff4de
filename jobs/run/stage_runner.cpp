// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/stage_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include "io/files/unit_files.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

// What a user wrote into a file of ours is not ours to lose.
void move_aside(const Context& context, const std::string& file) {
  mpi::on_first_rank(context.ranks, [&] {
    const fs::path aside = context.in_run(".lampyris/changed") / file;
    std::error_code failure;
    fs::create_directories(aside.parent_path(), failure);
    fs::rename(context.in_run(file), aside, failure);
  });
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

}  // namespace

// Says what does not stand.
bool StageRunner::stands_whole(const Stage& stage) {
  const auto differences = manifest_.differences(stage);
  for (const auto& [file, missing] : differences) {
    context_.say(fmt::format("{}: {} {} since this stage made it: the stage runs again{}", stage.name,
                             context_.in_run(file).string(),
                             missing ? "was deleted" : "was changed or damaged",
                             missing ? "" : ", that file lies in .lampyris/changed"));
    if (!missing) move_aside(context_, file);
  }
  return differences.empty();
}

// Versions before 0.2.0 listed no files.
bool StageRunner::is_there(const Stage& stage) const {
  return manifest_.knows(stage) && mpi::on_first_rank(context_.ranks, [&] {
           return std::ranges::all_of(
               stage.outputs, [&](const std::string& file) { return fs::exists(context_.in_run(file)); });
         });
}

// A part that failed leaves the stage with what the others gave.
bool StageRunner::has_failed(const Stage& stage) const {
  if (stage.failed == nullptr) return false;
  const auto failed = mpi::on_first_rank(context_.ranks, [&] { return stage.failed(context_.settings); });
  if (!failed.empty()) context_.say(fmt::format("{}: {}: tried again", stage.name, failed));
  return !failed.empty();
}

void StageRunner::run_asked(const Stage& stage) {
  const auto fingerprint = manifest_.fingerprint(stage);
  if (anew_ || !manifest_.has_run(stage, fingerprint) || !stands_whole(stage) || has_failed(stage)) {
    run(stage, fingerprint, anew_);
    return;
  }
  context_.say(fmt::format("{}: kept, nothing changed", stage.name));
  for (const auto& line : manifest_.summary(stage)) context_.summary(line);
}

void StageRunner::run_needed(const Stage& stage) {
  if (is_there(stage) && manifest_.is_of_other_version(stage) && stands_whole(stage)) {
    context_.say(fmt::format("{}: needed, kept as another version of lampyris made it", stage.name));
    return;
  }
  const bool was_there = is_there(stage);
  const auto as_it_was = manifest_.fingerprint(stage, Manifest::Gone::as_it_was);
  const bool fits = manifest_.has_run(stage, as_it_was);
  if (fits && stands_whole(stage)) {
    context_.say(fmt::format("{}: needed, kept", stage.name));
    return;
  }
  if (!was_there) context_.say(fmt::format("{}: needed, not there: made", stage.name));
  if (was_there && !fits)
    context_.say(fmt::format("{}: needed, of other inputs or settings: made again", stage.name));
  context_.claim(files_of(stage, context_.settings), inputs_of(stage, context_.settings));
  run(stage, manifest_.fingerprint(stage), false);
}

void StageRunner::look_at(const Stage& stage) {
  if (!manifest_.knows(stage)) return;
  for (const auto& [file, missing] : manifest_.differences(stage)) {
    throw DataError(fmt::format("{}: {} since the stage \"{}\" made it: run that stage of this job again",
                                context_.in_run(file).string(),
                                missing ? "was deleted" : "was changed or damaged", stage.name));
  }
  const auto as_it_was = manifest_.fingerprint(stage, Manifest::Gone::as_it_was);
  if (manifest_.is_of_other_version(stage) || manifest_.has_run(stage, as_it_was)) return;
  context_.say(fmt::format(
      "warning: {}: what stands of it is of other inputs or settings; lampyris run makes it again",
      stage.name));
}

void StageRunner::run(const Stage& stage, const std::string& fingerprint, bool anew) {
  using Clock = std::chrono::steady_clock;
  context_.say(fmt::format("{}: {}", stage.name, stage.help));
  manifest_.forget(stage);
  remove_tables(context_, stage);
  if (anew) forget_units(context_, stage);
  std::vector<std::string> said;
  std::string grid = manifest_.usual_grid();
  Context listening = context_;
  listening.anew = anew;
  listening.summary = [&](const std::string& line) {
    said.push_back(line);
    context_.summary(line);
  };
  listening.worked_on = [&](const std::string& shape) { grid = shape; };
  listening.kept_units = [&] { return units_of(context_, stage, fingerprint); };
  const auto begin = Clock::now();
  stage.run(listening);
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  manifest_.record(stage, fingerprint, {seconds, grid, said});
  forget_units(context_, stage);
  context_.say(fmt::format("{}: done in {:.1f} s", stage.name, seconds));
}

}  // namespace lampyris::jobs
