// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "jobs/run/run_job.hpp"
#include "jobs/run/stage_table.hpp"

namespace lampyris::jobs {
namespace {

constexpr const char* run_examples =
    "Examples:\n  mpirun -n 2 lampyris run jobs/demo.toml\n"
    "  lampyris run jobs/demo.toml --until reference    # a trained model, beside PCA\n"
    "  lampyris run jobs/demo.toml --force";

void add_job_options(CLI::App& command, CommonOptions& common) {
  add_job_file(command, common, "The job file; paths in it are taken from the current directory");
  add_overrides(command, common);
  add_force(command, common);
  add_time_limit(command, common);
  add_common_options(command, common);
}

Job whole_run() {
  const auto until = std::make_shared<std::optional<std::string>>();
  Job job{"run", "Every stage in turn; what is already done is kept", run_examples,
          [until](CLI::App& command, CommonOptions& common) {
            command.add_option("--until", *until, "The last stage to run (default: all of them)");
            add_job_options(command, common);
          },
          [until](const Context& context, const CommonOptions& common) {
            run_job(context, {.until = *until, .force = common.force});
          }};
  job.settle = [until](CommonOptions&) {
    if (*until) require_stage(**until, "--until");
  };
  return job;
}

Job single_stage(const Stage& stage) {
  return {
      stage.name, "One stage: " + stage.help,
      fmt::format("The stages that it needs and that are not there, or are of other inputs or settings, are "
                  "made before it.\nExample:\n  mpirun -n 2 lampyris {} jobs/demo.toml",
                  stage.name),
      add_job_options, [name = stage.name](const Context& context, const CommonOptions& common) {
        run_job(context, {.only = name, .force = common.force});
      }};
}

}  // namespace

std::vector<Job> run_commands() {
  std::vector<Job> commands{whole_run()};
  for (const Stage& stage : stages()) {
    if (stage.name != "import") commands.push_back(single_stage(stage));
  }
  return commands;
}

Job with_job_file(Job import) {
  import.run = [of_inputs = import.run](const Context& context, const CommonOptions& common) {
    if (common.job_file.empty()) return of_inputs(context, common);
  run_job(context, {.only = "import", .force = common.force});
};
return import;
}  // namespace lampyris::jobs

}  // namespace lampyris::jobs
