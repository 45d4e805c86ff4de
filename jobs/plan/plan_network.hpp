// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "jobs/plan/plan_job.hpp"
#include "jobs/plan/planned_cohort.hpp"
#include "jobs/plan/planned_machine.hpp"

namespace lampyris::jobs {

/// Collective. Says what memory and time a network would take, with a `code` above 0 a residual one, and
/// gives it. Trains a random cohort for some seconds. Throws UsageError when it cannot fit.
JobPlan plan_network(const PlannedCohort& cohort, const PlannedMachine& machine, const PlanOptions& options,
                     const Context& context, std::size_t code);

}  // namespace lampyris::jobs
