// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "jobs/program/context.hpp"
#include "jobs/program/time_limit.hpp"

namespace lampyris::jobs {

/// Holds what a job begins with, besides its settings.
struct Start {
  std::string command;
  int threads;                     ///< of a rank
  std::optional<TimeLimit> limit;  ///< rank 0's
};

/// Collective. Says what a job on a job file begins with: program, ranks and hosts, threads, memory, engine,
/// precision, grid, limits, run directory.
void say_start(const Context& context, const Start& start);

}  // namespace lampyris::jobs
