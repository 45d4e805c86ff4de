// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/inspect/inspect_options.hpp"
#include "jobs/program/job.hpp"

namespace lampyris::jobs {

/// Collective. Says of each input what it is (io::inspect_input), and how to import it. Throws as that.
void inspect_job(const InspectOptions& options, const Context& context);

/// The command `lampyris inspect`.
[[nodiscard]] Job inspect_command();

}  // namespace lampyris::jobs
