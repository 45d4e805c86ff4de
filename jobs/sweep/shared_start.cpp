// SPDX-License-Identifier: Apache-2.0
#include "jobs/sweep/shared_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "io/cohort/cohort_file.hpp"
#include "jobs/run/member_run.hpp"
#include "jobs/run/run_job.hpp"
#include "jobs/run/side_by_side.hpp"
#include "jobs/settings/memory_limit.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

// The training samples, and what is made of them on the way.
constexpr double copies_of_cohort = 2;

// 0 where no cohort is shared.
double bytes_of_cohort(const Context& context) {
  const auto path = context.in_run("cohort.h5");
  if (!mpi::on_first_rank(context.ranks, [&] { return std::filesystem::exists(path); })) return 0;
  const io::CohortFile cohort(path, context.ranks);
  return static_cast<double>(cohort.index().samples.size()) *
         static_cast<double>(cohort.index().genes.size()) * sizeof(float);
}

}  // namespace

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
  const auto ranks = static_cast<std::size_t>(context.ranks.size());
  const bool has_grid = context.settings.compute.grid != "auto";
  std::size_t parts = has_grid ? 1 : std::min(asked.value_or(ranks), sweep.cells.size());
  if (asked) return parts;
  const double limit = memory_limit(memory_side_by_side(context), 0);
  const double needed = copies_of_cohort * bytes_of_cohort(context);
  while (parts > 1 && limit > 0 && needed > limit * static_cast<double>(ranks / parts)) --parts;
  return parts;
}

}  // namespace lampyris::jobs
