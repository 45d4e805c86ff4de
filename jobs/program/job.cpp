// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/job.hpp"

#include <CLI/CLI.hpp>

namespace lampyris::jobs {

void add_common_options(CLI::App& command, CommonOptions& common) {
  command
      .add_option("--threads", common.threads,
                  "Threads of each rank (default: the node's cores shared by its ranks)")
      ->check(CLI::Range(1, 1024));
  command.add_flag("--quiet", common.quiet, "Nothing but errors on stderr");
  command.add_flag("--log-json", common.log_json, "One JSON object a line on stderr");
}

void add_job_file(CLI::App& command, CommonOptions& common, const std::string& help) {
  command.add_option("JOB.toml", common.job_file, help)->required();
}

void add_overrides(CLI::App& command, CommonOptions& common) {
  command.add_option("--set", common.overrides, "Replace one setting: section.key=value; repeatable")
      ->expected(1)
      ->take_all();
  command.add_option("--grid", common.grid, "Ranks as samples x genes, SxT (default: auto)");
}

void add_time_limit(CLI::App& command, CommonOptions& common) {
  command
      .add_option("--max-hours", common.max_hours,
                  "Save and end with exit code 75 before so many hours have passed (default: run.max_hours)")
      ->check(CLI::Range(1e-6, 1e6));
}

void add_force(CLI::App& command, CommonOptions& common) {
  command.add_flag("--force", common.force, "Run again what is already done");
}

}  // namespace lampyris::jobs
