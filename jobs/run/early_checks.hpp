// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/run/stage_plan.hpp"

namespace lampyris::jobs {

/// Collective; cohort.h5 stands. Looks at what the stages after training that are planned will be asked for
/// (labels, contrasts, gene sets), so that a wrong word costs seconds and not the hours of training. Throws
/// what those stages would throw.
void check_early(const Context& context, const std::vector<PlannedStage>& plan);

}  // namespace lampyris::jobs
