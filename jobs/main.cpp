// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "io/files/atomic_file.hpp"
#include "jobs/command_line.hpp"
#include "jobs/program/context.hpp"
#include "jobs/program/guard.hpp"
#include "jobs/program/log.hpp"
#include "jobs/program/progress_bar.hpp"
#include "jobs/program/stop_signal.hpp"
#include "jobs/run/manifest.hpp"
#include "jobs/program/run_directory.hpp"
#include "jobs/settings/config.hpp"
#include "mpi/agreement.hpp"
#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "mpi/node_cores.hpp"
#include "mpi/process_grid.hpp"
#include "src/base/error.hpp"
#include "src/linalg/threads.hpp"

namespace lampyris::jobs {
namespace {

void share_cores(const CommonOptions& options, const mpi::Communicator& ranks) {
  const auto node = ranks.node();
  const int fair = mpi::node_cores(node) / node.size();
  set_threads(options.threads.value_or(fair));
}

// A grid that can fit no cohort is refused before anything is done; a plan is for ranks to come.
void settle_grid(const Command& command, const mpi::Communicator& ranks, Settings& settings) {
  if (command.common.grid != "auto") settings.compute.grid = command.common.grid;
  if (command.job->leaves_run_directory)
    (void)mpi::grid_shape(settings.compute.grid, std::numeric_limits<std::size_t>::max(), ranks);
}

/// Makes and locks the run directory, and leaves the settings in it.
std::unique_ptr<RunDirectory> make_run_directory(const CommonOptions& options, const Settings& settings,
                                                 const mpi::Communicator& ranks) {
  auto directory =
      std::make_unique<RunDirectory>(settings.run.directory, "run.directory", ranks, files_of_run_without_list);
  directory->claim({"job.toml", "log.txt", "manifest.json"});
  mpi::on_first_rank(ranks, [&] {
    const auto copy = settings.run.directory / "job.toml";
    std::error_code ignored;
    // A job file that is that copy, perhaps edited, says all by itself.
    if (options.overrides.empty() && std::filesystem::equivalent(options.job_file, copy, ignored)) return;
    io::write_atomically(copy, to_toml(settings));
  });
  return directory;
}

std::unique_ptr<Progress> make_progress(const CommonOptions& options, const mpi::Communicator& ranks,
                                        const std::string& what, std::size_t total) {
  if (ranks.rank() != 0 || options.quiet || options.log_json) return std::make_unique<NoProgress>();
  return std::make_unique<ProgressBar>(what, total);
}

void dispatch(const Command& command, const mpi::Communicator& ranks) {
  const CommonOptions& options = command.common;
  Log log({options.quiet, options.log_json});
  const bool is_root = ranks.rank() == 0;
  Settings settings;
  std::unique_ptr<RunDirectory> directory;
  if (!options.job_file.empty()) {
    settings = read_settings(options.job_file, options.overrides);
    settle_grid(command, ranks, settings);
    if (command.job->leaves_run_directory) {
      directory = make_run_directory(options, settings, ranks);
      if (is_root) log.open_file(settings.run.directory / "log.txt");
      if (const auto line = directory->taken_over(); is_root && line) log.say(*line);
    }
  }
  share_cores(options, ranks);
  const Context context{
      ranks,
      settings,
      stop_signal_seen,
      [&](const std::string& what, std::size_t total) { return make_progress(options, ranks, what, total); },
      [&](const std::string& line) {
        if (is_root) log.say(line);
      },
      [&](const std::string& line) {
        if (!is_root) return;
        fmt::print("{}\n", line);
        log.note(line);
      },
      [&](const std::vector<std::string>& names, const std::vector<std::filesystem::path>& inputs) {
        if (directory) directory->claim(names, inputs);
      }};
  command.job->run(context, options);
}

int main_job(int argc, char** argv, const mpi::Communicator& ranks) {
  const Command command = parse_command_line(argc, argv);
  if (command.job == nullptr) {
    if (ranks.rank() == 0) fmt::print("{}", command.text);
    return static_cast<int>(ExitCode::done);
  }
  watch_stop_signals();
  dispatch(command, ranks);
  return static_cast<int>(ExitCode::done);
}

}  // namespace
}  // namespace lampyris::jobs

int main(int argc, char** argv) {
  using namespace lampyris;
  const mpi::Environment environment(argc, argv);
  const auto ranks = mpi::Communicator::world();
  const auto failures = mpi::Communicator::world();
  return jobs::guarded(failures, [&] { return jobs::main_job(argc, argv, ranks); });
}
