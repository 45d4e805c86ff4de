// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "jobs/submit/submit_options.hpp"

namespace lampyris::jobs {

/// The options of `lampyris sweep` beside its job file.
struct SweepOptions {
  std::string until = "reference";          ///< the last stage of each cell
  std::optional<std::size_t> side_by_side;  ///< cells at the same time; none: as many as fit
  std::optional<std::size_t> cell;          ///< this one alone, from 1
  std::size_t most_cells = 1000;            ///< more are refused
  bool list = false;                        ///< say the cells, run none
  bool array = false;                       ///< a batch script of Slurm in place of running
  std::optional<std::size_t> at_once;       ///< cells of an array at the same time
  SubmitOptions slurm;                      ///< what the script asks for
};

}  // namespace lampyris::jobs
