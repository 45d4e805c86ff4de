// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/program/job.hpp"
#include "jobs/submit/submit_options.hpp"

namespace lampyris::jobs {

/// Collective. Writes a batch script of Slurm for the job to stdout, with the resources that the plan asks
/// for and a margin; with `options.yes` hands it to sbatch instead, and prints the id of the job. Writes no
/// file. Throws UsageError when the plan cannot be made or sbatch is not there, Error when sbatch refuses.
void submit_job(const SubmitOptions& options, const CommonOptions& common, const Context& context);

/// The command `lampyris submit`.
[[nodiscard]] Job submit_command();

}  // namespace lampyris::jobs
