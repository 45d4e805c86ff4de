// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "jobs/plan/plan_options.hpp"
#include "jobs/program/job.hpp"

namespace lampyris::jobs {

/// The resources that training would take.
struct JobPlan {
  std::size_t nodes = 1;
  std::size_t ranks_per_node = 1;
  std::size_t threads = 1;  ///< of each rank
  double bytes = 0;         ///< of the rank with the most
  double seconds = 0;       ///< of all epochs, at most
};

/// Collective. Says what training the job would take: grid, memory of a rank, seconds of an epoch; and gives
/// it. Writes no file. Trains a random cohort for some seconds to know the speed of this machine. Throws
/// UsageError when the training cannot fit, or the size of the cohort is not known.
JobPlan plan_job(const PlanOptions& options, const Context& context);

/// Adds the options of `plan` beside its job file to a command.
void add_plan_options(CLI::App& command, PlanOptions& options);

/// The command `lampyris plan`.
[[nodiscard]] Job plan_command();

}  // namespace lampyris::jobs
