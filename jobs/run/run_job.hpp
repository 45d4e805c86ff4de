// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/program/job.hpp"
#include "jobs/run/stage_plan.hpp"

namespace lampyris::jobs {

/// Collective. Runs the stages that are asked for and not done yet with the same inputs and settings, and
/// before them those that they need. Throws UsageError for a stage that there is not.
void run_job(const Context& context, const RunOptions& options);

/// The command `lampyris run`, and one for each stage but `import`.
[[nodiscard]] std::vector<Job> run_commands();

/// The command `lampyris import`, that does the first stage when it is given a job file.
[[nodiscard]] Job with_job_file(Job import);

}  // namespace lampyris::jobs
