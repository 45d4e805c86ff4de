// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/plan/plan_options.hpp"
#include "jobs/program/job.hpp"

namespace lampyris::jobs {

/// Collective. Says what training the job would take: grid, memory of a rank, seconds of an epoch. Writes no
/// file. Trains a random cohort for some seconds to know the speed of this machine. Throws UsageError when
/// the training cannot fit, or the size of the cohort is not known.
void plan_job(const PlanOptions& options, const Context& context);

/// The command `lampyris plan`.
[[nodiscard]] Job plan_command();

}  // namespace lampyris::jobs
