// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/plan/plan_job.hpp"
#include "jobs/plan/planned_machine.hpp"

namespace lampyris::jobs {

/// Collective. Says what memory and time a principal manifold would take, and gives it. Tries its products
/// for some seconds. Throws UsageError when it cannot fit.
JobPlan plan_manifold(const PlannedCohort& cohort, const PlannedMachine& machine, const PlanOptions& options,
                      const Context& context);

}  // namespace lampyris::jobs
