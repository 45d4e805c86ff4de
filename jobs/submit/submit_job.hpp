// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "jobs/program/job.hpp"
#include "jobs/submit/slurm_request.hpp"
#include "jobs/submit/submit_options.hpp"

namespace lampyris::jobs {

/// Collective. Writes a batch script of Slurm for the job to stdout, with the resources that the plan asks
/// for and a margin; with `options.yes` hands it to sbatch instead, and prints the id of the job. Writes no
/// file. Throws UsageError when the plan cannot be made or sbatch is not there, Error when sbatch refuses.
void submit_job(const SubmitOptions& options, const CommonOptions& common, const Context& context);

/// Collective. Gives what Slurm is asked for: what `options` say, and the plan for what they leave open.
/// Throws UsageError when a plan is needed and cannot be made.
[[nodiscard]] SlurmRequest request_for(const SubmitOptions& options, const Context& context);

/// Collective. Writes the script to stdout; with `yes` hands it to sbatch instead, and prints the id of the
/// job.
void submit_script(const std::string& script, bool yes, const Context& context);

/// Adds what a script asks of Slurm to the options of a command, and --yes.
void add_slurm_options(CLI::App& command, SubmitOptions& options);

/// The command `lampyris submit`.
[[nodiscard]] Job submit_command();

}  // namespace lampyris::jobs
