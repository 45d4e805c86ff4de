// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "jobs/plan/plan_options.hpp"
#include "jobs/program/context.hpp"

namespace lampyris::jobs {

/// The size of the cohort that a job would train on.
struct PlannedCohort {
  std::size_t training = 0, validation = 0, test = 0, genes = 0;
  std::size_t validation_groups = 0;  ///< donors, or studies; a size alone has one a sample
};

/// Collective. As the options say; or from the run's cohort.h5; or from the input, where it is a cohort.h5.
/// Throws UsageError when none of these is there.
[[nodiscard]] PlannedCohort planned_cohort(const PlanOptions& options, const Context& context);

}  // namespace lampyris::jobs
