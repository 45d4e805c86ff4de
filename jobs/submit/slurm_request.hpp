// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "jobs/plan/plan_job.hpp"

namespace lampyris::jobs {

/// The resources that Slurm is asked for.
struct SlurmRequest {
  std::size_t nodes = 1;
  std::size_t ranks_per_node = 1;
  std::size_t threads = 1;  ///< cores of a rank
  std::string memory;       ///< of a node
  std::string time;         ///< limit; the job goes on from its checkpoint when it is reached
};

/// Gives the plan with margins: 1.3 times its memory and 0.3 GB a rank, at least 0.7 GB; 1.5 times its time
/// and a quarter of an hour for the other stages, in whole quarters, at most a day.
[[nodiscard]] SlurmRequest request_of(const JobPlan& plan);

}  // namespace lampyris::jobs
