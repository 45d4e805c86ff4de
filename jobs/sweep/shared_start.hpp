// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "jobs/program/context.hpp"
#include "jobs/sweep/sweep_cells.hpp"

namespace lampyris::jobs {

/// Collective; the directory of the sweep is this run's. Imports the cohort, and preprocesses it, once for
/// all cells whose settings of these stages are those of the sweep itself; what stands is kept.
void make_shared(const Context& context, const Sweep& sweep);

/// Throws UsageError when more cells are to run at the same time than there are ranks, or than a grid that is
/// asked for leaves ranks for.
void require_side_by_side(const Context& context, const std::optional<std::size_t>& asked);

/// Collective, after make_shared. How many cells run at the same time: `asked`; else as many as there are
/// ranks and cells, and as the memory of the ranks holds cohorts, but one where a grid of ranks is asked for.
[[nodiscard]] std::size_t cells_side_by_side(const Context& context, const Sweep& sweep,
                                             const std::optional<std::size_t>& asked);

}  // namespace lampyris::jobs
