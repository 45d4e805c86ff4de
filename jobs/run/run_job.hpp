// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/program/job.hpp"

namespace lampyris::jobs {

struct RunOptions {
  std::optional<std::string> only;  ///< one stage by name; empty: all of them
  bool force = false;               ///< also what is already done
};

/// Collective. Runs the stages that are not done yet with the same inputs and settings.
void run_job(const Context& context, const RunOptions& options);

/// The command `lampyris run`, and one for each stage but `import`.
[[nodiscard]] std::vector<Job> run_commands();

/// The command `lampyris import`, that does the first stage when it is given a job file.
[[nodiscard]] Job with_job_file(Job import);

}  // namespace lampyris::jobs
