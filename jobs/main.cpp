// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "io/files/atomic_file.hpp"
#include "jobs/command_line.hpp"
#include "jobs/program/context.hpp"
#include "jobs/program/guard.hpp"
#include "jobs/program/log.hpp"
#include "jobs/program/progress_bar.hpp"
#include "jobs/program/run_directory.hpp"
#include "jobs/program/stop_signal.hpp"
#include "jobs/program/time_limit.hpp"
#include "jobs/program/watch.hpp"
#include "jobs/run/manifest.hpp"
#include "jobs/settings/config.hpp"
#include "jobs/start_banner.hpp"
#include "mpi/agreement.hpp"
#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "mpi/node_cores.hpp"
#include "mpi/process_grid.hpp"
#include "src/base/error.hpp"
#include "src/linalg/threads.hpp"

namespace lampyris::jobs {
namespace {

int share_cores(const CommonOptions& options, const mpi::Communicator& ranks) {
  const auto node = ranks.node();
  const int fair = std::max(1, mpi::node_cores(node) / node.size());
  const int threads = options.threads.value_or(fair);
  set_threads(threads);
  return threads;
}

bool has_run_directory(const Command& command) {
  return command.job->leaves_run_directory && !command.common.job_file.empty() &&
         !command.common.no_run_directory;
}

// A grid that can fit no cohort is refused before anything is done; a plan is for ranks to come.
void settle_grid(const Command& command, const mpi::Communicator& ranks, Settings& settings) {
  if (command.common.grid != "auto") settings.compute.grid = command.common.grid;
  if (has_run_directory(command))
    (void)mpi::grid_shape(settings.compute.grid, std::numeric_limits<std::size_t>::max(), ranks);
}

/// Makes and locks the run directory, and leaves the settings in it.
std::unique_ptr<RunDirectory> make_run_directory(const CommonOptions& options, const Settings& settings,
                                                 const mpi::Communicator& ranks) {
  auto directory = std::make_unique<RunDirectory>(settings.run.directory, "run.directory", ranks,
                                                  files_of_run_without_list);
  directory->claim({"job.toml", "log.txt", "progress.jsonl", "manifest.json"});
  mpi::on_first_rank(ranks, [&] {
    const auto copy = settings.run.directory / "job.toml";
    std::error_code ignored;
    // A job file that is that copy, perhaps edited, says all by itself.
    if (options.overrides.empty() && options.lists.empty() &&
        std::filesystem::equivalent(options.job_file, copy, ignored))
      return;
    io::write_atomically(copy, to_toml(settings));
  });
  return directory;
}

std::unique_ptr<Progress> make_progress(const CommonOptions& options, const mpi::Communicator& ranks,
                                        const std::string& what, std::size_t total) {
  if (ranks.rank() != 0 || options.quiet || options.log_json) return std::make_unique<NoProgress>();
  return std::make_unique<ProgressBar>(what, total);
}

// Open in every job, as the last line of a job may come from the thread that watches it.
struct Voices {
  std::shared_ptr<Log> log;
  bool is_root;

  void say(const std::string& line) const {
    if (is_root) log->say(line);
  }
  void summary(const std::string& line) const {
    if (!is_root) return;
    fmt::print("{}\n", line);
    log->note(line);
  }
};

Context make_context(const CommonOptions& options, const mpi::Communicator& ranks, const Settings& settings,
                     const Voices& voices, Watch& watch) {
  Context context{ranks,
                  settings,
                  [&watch] { return watch.stop_asked(); },
                  [&](const std::string& what, std::size_t total) {
                    return watch.progress(what, total, make_progress(options, ranks, what, total));
                  },
                  [voices](const std::string& line) { voices.say(line); },
                  [voices](const std::string& line) { voices.summary(line); }};
  context.hold_stop = [&watch] { return watch.hold(); };
  context.saved = [&watch](double seconds) { watch.note_checkpoint(seconds); };
  context.epoch_done = [&watch](const EpochReport& report) { watch.whereabouts().finish_epoch(report); };
  context.unseen_progress = [&watch](const std::string& what, std::size_t total) {
    return watch.progress(what, total, std::make_unique<NoProgress>());
  };
  context.part_ways = [&watch](double seconds) { watch.lengthen_grace(seconds); };
  context.entered = [&watch](const std::string& stage) { watch.whereabouts().enter(stage); };
  return context;
}

WatchRules watch_rules(const Command& command, const Settings& settings, const Voices& voices,
                       const std::optional<TimeLimit>& limit) {
  WatchRules rules;
  rules.command = command.job->name;
  rules.heartbeat = {settings.compute.heartbeat_seconds, settings.compute.stall_minutes * 60};
  rules.limit = limit;
  if (has_run_directory(command)) rules.progress_file = settings.run.directory / "progress.jsonl";
  rules.say = [voices](const std::string& line) { voices.say(line); };
  rules.note = [voices](const std::string& line) {
    if (voices.is_root) voices.log->note(line);
  };
  return rules;
}

void dispatch(const Command& command, const mpi::Communicator& ranks, Watch& watch) {
  const CommonOptions& options = command.common;
  const Voices voices{std::make_shared<Log>(LogOptions{options.quiet, options.log_json}), ranks.rank() == 0};
  Settings settings;
  std::unique_ptr<RunDirectory> directory;
  if (!options.job_file.empty()) {
    settings = read_settings(options.job_file, options.overrides, options.lists);
    settle_grid(command, ranks, settings);
  }
  if (has_run_directory(command)) {
    directory = make_run_directory(options, settings, ranks);
    if (voices.is_root) voices.log->open_file(settings.run.directory / "log.txt");
    if (const auto line = directory->taken_over()) voices.say(*line);
  }
  const int threads = share_cores(options, ranks);
  std::optional<TimeLimit> limit;
  if (voices.is_root) limit = find_time_limit(options.max_hours.value_or(settings.run.max_hours));
  watch.start(watch_rules(command, settings, voices, limit));
  Context context = make_context(options, ranks, settings, voices, watch);
  if (directory) {
    context.claim = [&](const auto& names, const auto& inputs) { directory->claim(names, inputs); };
  }
  if (has_run_directory(command)) say_start(context, {command.job->name, threads, limit});
  command.job->run(context, options);
  watch.finish();
}

int main_job(int argc, char** argv, const mpi::Communicator& ranks, Watch& watch) {
  const Command command = parse_command_line(argc, argv);
  if (command.job == nullptr) {
    if (ranks.rank() == 0) fmt::print("{}", command.text);
    return static_cast<int>(ExitCode::done);
  }
  dispatch(command, ranks, watch);
  return static_cast<int>(ExitCode::done);
}

}  // namespace
}  // namespace lampyris::jobs

int main(int argc, char** argv) {
  using namespace lampyris;
  jobs::watch_stop_signals();
  const mpi::Environment environment(argc, argv);
  const auto ranks = mpi::Communicator::world();
  const auto failures = mpi::Communicator::world();
  const auto beats = mpi::Communicator::world();
  jobs::Watch watch(beats);
  return jobs::guarded(failures, [&] { return jobs::main_job(argc, argv, ranks, watch); });
}
