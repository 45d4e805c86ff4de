// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "jobs/program/job.hpp"

namespace lampyris::jobs {

/// The command that was typed.
struct Command {
  const Job* job = nullptr;  ///< a row of the table of jobs; nullptr: `text` says it all
  std::string text;          ///< help or version, for stdout
  CommonOptions common;
};

/// Throws UsageError that says what is wrong and where help is.
[[nodiscard]] Command parse_command_line(int argc, char** argv);

}  // namespace lampyris::jobs
