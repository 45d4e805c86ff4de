// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/member_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>

#include "io/files/atomic_file.hpp"
#include "jobs/program/log.hpp"
#include "jobs/program/run_directory.hpp"
#include "jobs/run/manifest.hpp"
#include "jobs/run/run_job.hpp"
#include "jobs/settings/config.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

// How long a rank waits for the others to fail, too.
constexpr double patience_seconds = 5;

constexpr const char* failure_file = ".lampyris/failure";

bool are_there(const std::vector<Manifest::File>& files, const Context& member) {
  return mpi::on_first_rank(member.ranks, [&] {
    return std::ranges::all_of(
        files, [&](const auto& file) { return std::filesystem::exists(member.in_run(file.name)); });
  });
}

/// Makes the larger run's files those of the member, by links that stand when both are moved together.
void link_shared_files(const std::vector<Manifest::File>& files, const std::filesystem::path& from,
                       const Context& member) {
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.name);
  member.claim(names, {});
  mpi::on_first_rank(member.ranks, [&] {
    for (const auto& name : names) {
      const auto link = member.in_run(name);
      std::filesystem::remove(link);
      std::filesystem::create_symlink(std::filesystem::relative(from / name, link.parent_path()), link);
    }
  });
}

/// Takes over what the larger run has made of the stages that both share, and returns which.
std::vector<std::string> take_over(const Context& larger, const Context& member) {
  const Manifest made(larger.settings, member.ranks);
  Manifest mine(member.settings, member.ranks);
  std::vector<std::string> taken;
  for (const auto& name : shared_stages(member.settings, larger.settings)) {
    const Stage& stage = *std::ranges::find(stages(), name, &Stage::name);
    if (!made.knows(stage)) break;
    taken.push_back(name);
    member.say(fmt::format("{}: that of {}", name, larger.settings.run.directory.string()));
    if (mine.knows(stage) && mine.files(stage) == made.files(stage) && are_there(made.files(stage), member))
      continue;
    link_shared_files(made.files(stage), larger.settings.run.directory, member);
    mine.take_over(stage, made);
  }
  return taken;
}

void write_failure(const Settings& settings, const std::string& failure, const mpi::Communicator& ranks) {
  mpi::on_first_rank(ranks, [&] {
    const auto path = settings.run.directory / failure_file;
    if (!failure.empty()) return io::write_atomically(path, failure);
    std::filesystem::remove(path);
  });
}

/// `begun` becomes true when the directory is this run's.
void run_stages(const Context& larger, const mpi::Communicator& ranks, const MemberRun& member, bool& begun) {
  RunDirectory directory(member.settings.run.directory, "run.directory", ranks, files_of_run_without_list);
  directory.claim({"job.toml", "log.txt", "manifest.json"});
  write_failure(member.settings, "", ranks);
  begun = true;
  Settings settings = member.settings;
  if (!member.memory.empty()) settings.compute.memory_per_rank = member.memory;
  mpi::on_first_rank(
      ranks, [&] { io::write_atomically(settings.run.directory / "job.toml", to_toml(member.settings)); });
  Log log({.quiet = true});
  if (ranks.rank() == 0) log.open_file(settings.run.directory / "log.txt");
  const auto note = [&](const std::string& line) { log.note(line); };
  Context context{ranks, settings, larger.stop_asked, larger.unseen_progress, note, note};
  context.hold_stop = larger.hold_stop;
  context.saved = larger.saved;
  context.epoch_done = larger.epoch_done;
  context.unseen_progress = larger.unseen_progress;
  context.shared_pca = larger.in_run(".lampyris/pca");
  context.claim = [&](const auto& names, const auto& inputs) { directory.claim(names, inputs); };
  RunOptions options{.until = member.until, .force = member.force};
  options.given = take_over(larger, context);
  run_job(context, options);
}

}  // namespace

std::string run_member(const Context& larger, const mpi::Communicator& ranks, const MemberRun& member) {
  const mpi::Communicator failures = ranks.split(0);
  larger.entered(member.name);
  std::string failure;
  bool begun = false;
  try {
    run_stages(larger, ranks, member, begun);
    return "";
  } catch (const Interrupted& interrupted) {
    throw Interrupted(fmt::format("{}: {}", member.name, interrupted.what()));
  } catch (const std::bad_alloc&) {
    failure = "out of memory";
  } catch (const Error& error) {
    failure = error.what();
  }
  // The others may wait for a rank that failed alone: then nobody can go on.
  if (!mpi::everyone_failed(failures, patience_seconds)) {
    throw Error(ExitCode::failed, fmt::format("{}: {}", member.name, failure));
  }
  ranks.broadcast(failure);
  if (begun) write_failure(member.settings, failure, ranks);
  return failure;
}

bool is_member_done(const Settings& larger, const MemberRun& member, const mpi::Communicator& ranks) {
  const Manifest made(larger, ranks);
  Manifest manifest(member.settings, ranks);
  const auto shared = shared_stages(member.settings, larger);
  for (const auto& [stage, part] : plan_stages({.until = member.until})) {
    if (std::ranges::find(shared, stage->name) != shared.end() && made.knows(*stage)) {
      if (manifest.files(*stage) != made.files(*stage)) return false;
      continue;
    }
    if (!manifest.has_run(*stage, manifest.fingerprint(*stage, Manifest::Gone::as_it_was))) return false;
  }
  return true;
}

std::string failure_of(const Settings& member) {
  std::ifstream file(member.run.directory / failure_file, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> shared_stages(const Settings& one, const Settings& other) {
  std::vector<std::string> shared;
  for (const Stage& stage : stages()) {
    if (stage.name == "train") break;
    const bool after_shared = std::ranges::all_of(stage.after, [&](const std::string& before) {
      return std::ranges::find(shared, before) != shared.end();
    });
    if (after_shared && settings_of(stage, one) == settings_of(stage, other) &&
        inputs_of(stage, one) == inputs_of(stage, other)) {
      shared.push_back(stage.name);
    }
  }
  return shared;
}

}  // namespace lampyris::jobs
