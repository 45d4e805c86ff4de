#pragma once

#include <optional>
#include <string>

#include "jobs/program/context.hpp"

namespace lampyris::jobs {

struct RunOptions {
  std::optional<std::string> only;  ///< one stage by name; empty: all of them
  bool force = false;               ///< also what is already done
};

/// Collective. Makes the run directory, writes job.toml, and runs the stages that are not done yet with the
/// same inputs and settings.
void run_job(const Context& context, const RunOptions& options);

}  // namespace lampyris::jobs
