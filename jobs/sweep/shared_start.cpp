// SPDX-License-Identifier: Apache-2.0
#include "jobs/sweep/shared_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "jobs/run/member_run.hpp"
#include "jobs/run/run_job.hpp"
#include "jobs/run/side_by_side.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {

void make_shared(const Context& context, const Sweep& sweep) {
  std::set<std::string> shared;
  for (const auto& cell : sweep.cells)
    shared.merge([&] {
      const auto names = shared_stages(cell.settings, context.settings);
      return std::set<std::string>(names.begin(), names.end());
    }());
  if (shared.empty()) return;
  Context quiet = context;
  quiet.summary = context.say;
  run_job(quiet, {.until = shared.contains("preprocess") ? "preprocess" : "import"});
}

void require_side_by_side(const Context& context, const std::optional<std::size_t>& asked) {
  const auto ranks = static_cast<std::size_t>(context.ranks.size());
  if (asked && *asked > ranks) {
    throw UsageError(
        fmt::format("--side-by-side {}: must be at most the {} ranks of this job", *asked, ranks));
  }
  const bool has_grid = context.settings.compute.grid != "auto";
  if (has_grid && asked.value_or(1) > 1) {
    throw UsageError(
        fmt::format("--side-by-side {}: the grid {} is of all ranks; leave the grid to be chosen, or "
                    "run the cells in turn",
                    *asked, context.settings.compute.grid));
  }
}

std::size_t cells_side_by_side(const Context& context, const Sweep& sweep,
                               const std::optional<std::size_t>& asked) {
  return asked ? std::min(*asked, sweep.cells.size()) : parts_that_fit(context, sweep.cells.size());
}

}  // namespace lampyris::jobs
