#pragma once

#include "jobs/context.hpp"
#include "jobs/inspect/inspect_options.hpp"

namespace lampyris::jobs {

/// Collective. Says of each input what it is (io::inspect_input), and how to import it. Throws as that.
void inspect_job(const InspectOptions& options, const Context& context);

}  // namespace lampyris::jobs
