// SPDX-License-Identifier: Apache-2.0
#include "jobs/command_line.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <sstream>
#include <string>
#include <vector>

#include "jobs/job_table.hpp"
#include "jobs/program/version.hpp"
#include "src/base/error.hpp"
#include "src/base/nearest_word.hpp"

namespace lampyris::jobs {
namespace {

constexpr const char* examples = R"(Examples:
  lampyris simulate --out cohort --samples 1000 --genes 2000
  lampyris run jobs/demo.toml
  mpirun -n 8 lampyris run job.toml --set train.epochs=50 --set run.directory=runs/b
  srun lampyris modules job.toml --force

One process, mpirun and srun run the same command; the number of ranks never changes what is computed.
Exit codes: 0 done; 1 failed; 2 wrong usage or settings; 3 bad input data; 75 interrupted with a
checkpoint saved: run the same command again to go on.)";

void add_command(CLI::App& app, const Job& job, Command& command) {
  auto* added = app.add_subcommand(job.name, job.help);
  job.add_options(*added, command.common);
  added->footer(job.footer);
  added->callback([&] { command.job = &job; });
}

std::string known_commands(const CLI::App& app, const std::string& typed) {
  std::vector<std::string> names;
  for (const auto* job : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(job->get_name());
  return fmt::format("unknown command \"{}\"; the nearest is {}; see lampyris --help", typed,
                     nearest_word(typed, names));
}

}  // namespace

Command parse_command_line(int argc, char** argv) {
  Command command;
  CLI::App app("Disease modules from deep autoencoders of large gene-expression cohorts.", "lampyris");
  app.set_version_flag("--version", version_text, "Print the version, and what a report of a fault needs");
  app.add_flag_callback(
      "--cite", [] { throw CLI::CallForVersion(citation_text(), 0); }, "Print what to cite, as BibTeX");
  app.footer(examples);
  app.require_subcommand(1);
  for (const Job& job : jobs()) add_command(app, job, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      std::ostringstream out;
      std::ostringstream ignored;
      app.exit(error, out, ignored);
      command.text = out.str();
      return command;
    }
    const bool unknown = argc > 1 && argv[1][0] != '-' && app.get_subcommands().empty();
    throw UsageError(unknown ? known_commands(app, argv[1])
                             : fmt::format("{}; see lampyris {}--help", error.what(),
                                           app.get_subcommands().empty()
                                               ? ""
                                               : app.get_subcommands().front()->get_name() + " "));
  }
  command.job->settle(command.common);
  return command;
}

}  // namespace lampyris::jobs
