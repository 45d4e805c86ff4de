// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "jobs/program/job.hpp"
#include "jobs/settings/settings.hpp"
#include "jobs/sweep/sweep_options.hpp"

namespace lampyris::jobs {

/// One cell of a sweep: a run with settings of its own.
struct SweepCell {
  std::string name;                                          ///< "widths-64-64_seed-1"; also its folder
  std::vector<std::pair<std::string, std::string>> changes;  ///< key and value, as TOML
  Settings settings;                                         ///< its run.directory is below the sweep's
};

/// A sweep whose cells are known.
struct Sweep {
  std::vector<std::string> keys;  ///< that are swept, each once
  std::vector<SweepCell> cells;
};

/// Makes the cells of the grids of `settings`, in the order of the grids; `common` names the job file and the
/// overrides that they share. Throws UsageError: nothing to sweep over, a key that changes no result or none
/// up to the last stage, two cells alike, more cells than options.most_cells, and what read_settings throws
/// for a cell.
[[nodiscard]] Sweep make_sweep(const SweepOptions& options, const CommonOptions& common,
                               const Settings& settings);

}  // namespace lampyris::jobs
