// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/plan/plan_job.hpp"
#include "jobs/plan/plan_options.hpp"
#include "jobs/program/context.hpp"

namespace lampyris::jobs {

/// Collective. Says what the members of the ensemble that the settings ask for take beside the run itself,
/// whose training is `plan`; nothing when they ask for none.
void say_planned_ensemble(const JobPlan& plan, const PlanOptions& options, const Context& context);

}  // namespace lampyris::jobs
