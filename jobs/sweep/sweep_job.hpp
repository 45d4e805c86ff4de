// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/program/job.hpp"
#include "jobs/sweep/sweep_options.hpp"

namespace lampyris::jobs {

/// Collective. Runs every cell of the sweep that is not done yet, side by side where there are ranks enough,
/// and writes sweep.tsv and sweep.html; or one cell of an array; or only says what the cells are, or which
/// batch script runs them. Throws UsageError as make_sweep and for options that do not fit, before anything
/// is made; Error (exit code 1) at the end when a cell failed.
void sweep_job(const SweepOptions& options, const CommonOptions& common, const Context& context);

/// The command `lampyris sweep`.
[[nodiscard]] Job sweep_command();

}  // namespace lampyris::jobs
