// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "jobs/program/job.hpp"
#include "jobs/submit/slurm_request.hpp"
#include "jobs/submit/submit_options.hpp"

namespace lampyris::jobs {

/// A job for each member of an array.
struct BatchArray {
  std::string members;    ///< as Slurm reads them: "1-6%2"
  std::string arguments;  ///< of the program, besides those that all jobs have; as the shell reads them
};

/// Gives a text as the shell reads it: in quotes.
[[nodiscard]] std::string in_quotes(const std::string& text);

/// Gives a batch script that needs nothing but the program where it is now: what is asked of Slurm, the
/// modules that are loaded, slurm/common.sh, and the stages of the job file with the settings of `common`;
/// of an array when it has members.
[[nodiscard]] std::string batch_script(const SlurmRequest& request, const SubmitOptions& options,
                                       const CommonOptions& common, const BatchArray& array = {});

}  // namespace lampyris::jobs
