#pragma once

#include "jobs/context.hpp"
#include "jobs/import/import_options.hpp"

namespace lampyris::jobs {

/// Collective. `lampyris import INPUT --out COHORT.h5`: one input to one cohort, without a run directory.
void import_job(const ImportOptions& options, const Context& context);

}  // namespace lampyris::jobs
