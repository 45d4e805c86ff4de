// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jobs/plan/plan_options.hpp"

namespace lampyris::jobs {

/// The options of `lampyris submit` beside its job file; none or empty = from the plan, or Slurm's default.
struct SubmitOptions {
  PlanOptions plan;
  std::string time;    ///< as Slurm reads it: 90, 04:00:00, 2-00:00:00
  std::string memory;  ///< of a node, as Slurm reads it: 64G
  std::string partition;
  std::string account;
  std::string stages = "run";      ///< commands of the program, separated by commas
  std::vector<std::string> extra;  ///< further options of sbatch, as they are
  bool yes = false;                ///< whether the script is submitted
};

}  // namespace lampyris::jobs
