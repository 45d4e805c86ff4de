// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <utility>

#include "jobs/run/run_job.hpp"
#include "jobs/run/stage_table.hpp"

namespace lampyris::jobs {
namespace {

Job on_job_file(std::string name, std::string help, std::string footer, std::optional<std::string> only) {
  return {std::move(name), std::move(help), std::move(footer),
          [](CLI::App& command, CommonOptions& common) {
            add_job_file(command, common, "The job file; paths in it are taken from the current directory");
            add_overrides(command, common);
            add_force(command, common);
            add_time_limit(command, common);
            add_common_options(command, common);
          },
          [only = std::move(only)](const Context& context, const CommonOptions& common) {
            run_job(context, {only, common.force});
          }};
}

}  // namespace

std::vector<Job> run_commands() {
  std::vector<Job> commands{on_job_file("run", "Every stage in turn; what is already done is kept",
                                        "Example:\n  mpirun -n 2 lampyris run jobs/demo.toml", std::nullopt)};
  for (const Stage& stage : stages()) {
    if (stage.name == "import") continue;
    commands.push_back(on_job_file(stage.name, "One stage: " + stage.help, "", stage.name));
  }
  return commands;
}

Job with_job_file(Job import) {
  import.run = [of_inputs = import.run](const Context& context, const CommonOptions& common) {
    if (common.job_file.empty()) {
      of_inputs(context, common);
}
else {
  run_job(context, {"import", common.force});
}
};  // namespace lampyris::jobs
return import;
}

}  // namespace lampyris::jobs
