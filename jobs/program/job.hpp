// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "jobs/program/context.hpp"

namespace CLI {
class App;
}

namespace lampyris::jobs {

/// The options that every command has, or every command on a job file.
struct CommonOptions {
  std::filesystem::path job_file;  ///< empty: the command takes none
  std::vector<std::string> overrides;
  std::vector<std::string> lists;  ///< of values to sweep over: section.key=[value, value]
  std::string grid = "auto";
  std::optional<int> threads;  ///< none: the cores of the node shared among its ranks
  bool force = false;
  bool quiet = false;
  bool log_json = false;
  std::optional<double> max_hours;  ///< goes before run.max_hours
  bool no_run_directory = false;    ///< whether the run directory is left alone, although there is a job file
};

/// A row of the table of jobs: one command of the program.
struct Job {
  std::string name;
  std::string help;
  std::string footer;  ///< examples
  /// Declares the options of the command; what was typed is kept for `run`.
  std::function<void(CLI::App& command, CommonOptions& common)> add_options;
  /// Collective. `context.settings` are those of the job file, or the defaults without one.
  std::function<void(const Context& context, const CommonOptions& common)> run;
  /// Whether a job file means that its run directory is made, with job.toml and log.txt.
  bool leaves_run_directory = true;
  /// Called when all is parsed. Throws UsageError for options that do not fit together.
  std::function<void(CommonOptions& common)> settle = [](CommonOptions&) {};
};

/// --threads, --quiet, --log-json.
void add_common_options(CLI::App& command, CommonOptions& common);
/// JOB.toml, required; `help` says what becomes of it.
void add_job_file(CLI::App& command, CommonOptions& common, const std::string& help);
/// --set and --grid.
void add_overrides(CLI::App& command, CommonOptions& common);
/// --max-hours.
void add_time_limit(CLI::App& command, CommonOptions& common);
/// --force.
void add_force(CLI::App& command, CommonOptions& common);

}  // namespace lampyris::jobs
