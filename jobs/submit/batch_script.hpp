// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "jobs/program/job.hpp"
#include "jobs/submit/slurm_request.hpp"
#include "jobs/submit/submit_options.hpp"

namespace lampyris::jobs {

/// Gives a batch script that needs nothing but the program where it is now: what is asked of Slurm, the
/// modules that are loaded, slurm/common.sh, and the stages of the job file with the settings of `common`.
[[nodiscard]] std::string batch_script(const SlurmRequest& request, const SubmitOptions& options,
                                       const CommonOptions& common);

}  // namespace lampyris::jobs
