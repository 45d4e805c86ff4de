// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "jobs/program/job.hpp"
#include "jobs/sweep/sweep_options.hpp"

namespace lampyris::jobs {

/// Collective. Writes a batch script of Slurm to stdout, an array with a job for each cell; with
/// options.slurm.yes hands it to sbatch instead, and prints the id of the job. Throws as submit_job.
void write_array(const SweepOptions& options, const CommonOptions& common, const Context& context,
                 std::size_t cells);

}  // namespace lampyris::jobs
