#include <fmt/format.h>

#include <limits>
#include <memory>
#include <system_error>

#include "io/text/atomic_file.hpp"
#include "jobs/command_line.hpp"
#include "jobs/export/export_job.hpp"
#include "jobs/import/import_job.hpp"
#include "jobs/inspect/inspect_job.hpp"
#include "jobs/pca/pca_job.hpp"
#include "jobs/plan/plan_job.hpp"
#include "jobs/program/context.hpp"
#include "jobs/program/guard.hpp"
#include "jobs/program/log.hpp"
#include "jobs/program/progress_bar.hpp"
#include "jobs/program/stop_signal.hpp"
#include "jobs/run/run_job.hpp"
#include "jobs/settings/config.hpp"
#include "jobs/simulate/simulate_job.hpp"
#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "mpi/node_cores.hpp"
#include "mpi/process_grid.hpp"
#include "src/base/error.hpp"
#include "src/linalg/threads.hpp"

namespace lampyris::jobs {
namespace {

void share_cores(const Command& command, const mpi::Communicator& ranks) {
  const auto node = ranks.node();
  const int fair = mpi::node_cores(node) / node.size();
  set_threads(command.threads > 0 ? command.threads : fair);
}

// What cannot fit whatever the cohort is refused before anything is done; a plan is for ranks to come.
void settle_grid(const Command& command, const mpi::Communicator& ranks, Settings& settings) {
  if (command.grid != "auto") settings.compute.grid = command.grid;
  if (command.name != "plan")
    (void)mpi::grid_shape(settings.compute.grid, std::numeric_limits<std::size_t>::max(), ranks);
}

void make_run_directory(const Settings& settings, const mpi::Communicator& ranks) {
  if (ranks.rank() == 0) {
    std::error_code failure;
    std::filesystem::create_directories(settings.run.directory, failure);
    if (failure) {
      throw UsageError(fmt::format("run.directory = \"{}\": cannot be made: {}",
                                   settings.run.directory.string(), failure.message()));
    }
    io::write_atomically(settings.run.directory / "job.toml", to_toml(settings));
  }
  ranks.barrier();
}

std::unique_ptr<Progress> make_progress(const Command& command, const mpi::Communicator& ranks,
                                        const std::string& what, std::size_t total) {
  if (ranks.rank() != 0 || command.quiet || command.log_json) return std::make_unique<NoProgress>();
  return std::make_unique<ProgressBar>(what, total);
}

void dispatch(const Command& command, const mpi::Communicator& ranks) {
  Log log({command.quiet, command.log_json});
  const bool is_root = ranks.rank() == 0;
  Settings settings;
  const bool on_job_file = !command.job_file.empty();
  if (on_job_file) {
    settings = read_settings(command.job_file, command.overrides);
    settle_grid(command, ranks, settings);
    if (command.name != "plan") make_run_directory(settings, ranks);
    if (is_root && command.name != "plan") log.open_file(settings.run.directory / "log.txt");
  }
  share_cores(command, ranks);
  const Context context{
      ranks,
      settings,
      stop_signal_seen,
      [&](const std::string& what, std::size_t total) { return make_progress(command, ranks, what, total); },
      [&](const std::string& line) {
        if (is_root) log.say(line);
      },
      [&](const std::string& line) {
        if (!is_root) return;
        fmt::print("{}\n", line);
        log.note(line);
      }};
  if (command.name == "simulate") {
    simulate_job(command.simulate, ranks, *context.progress("simulate", command.simulate.samples));
  } else if (command.name == "import" && !on_job_file) {
    import_job(command.import, context);
  } else if (command.name == "inspect") {
    inspect_job(command.inspect, context);
  } else if (command.name == "export") {
    export_job(command.export_, context);
  } else if (command.name == "pca") {
    pca_job(command.pca, context);
  } else if (command.name == "plan") {
    PlanOptions options = command.plan;
    options.threads = static_cast<std::size_t>(command.threads);
    plan_job(options, context);
  } else {
    RunOptions options{{}, command.force};
    if (command.name != "run") options.only = command.name;
    run_job(context, options);
  }
}

// `import` takes inputs or, as every other stage, a job file.
void settle_import(Command& command) {
  if (command.name != "import" || !command.import.out.empty()) return;
  if (command.import.request.inputs.size() != 1 || command.import.request.inputs[0].extension() != ".toml") {
    throw UsageError("import: --out COHORT.h5 is missing; see lampyris import --help");
  }
  command.job_file = command.import.request.inputs[0];
}

int main_job(int argc, char** argv, const mpi::Communicator& ranks) {
  Command command = parse_command_line(argc, argv);
  if (command.name.empty()) {
    if (ranks.rank() == 0) fmt::print("{}", command.text);
    return static_cast<int>(ExitCode::done);
  }
  settle_import(command);
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
