// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/program/context.hpp"

namespace lampyris::jobs {

/// Collective; cohort.h5 stands. Looks at what the stages after training will be asked for (labels,
/// contrasts, gene sets), so that a wrong word costs seconds and not the hours of training. Throws what those
/// stages would throw.
void check_early(const Context& context);

}  // namespace lampyris::jobs
