// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/sweep/cell_result.hpp"
#include "jobs/sweep/sweep_cells.hpp"

namespace lampyris::jobs {

/// How far a cell has come.
enum class CellState { done, failed, not_run };

/// A row of the table.
struct CellRow {
  CellState state;
  std::string reason;  ///< why it failed
  CellResult result;   ///< of a cell that is done
};

/// Reads how far each cell has come, whoever ran it; what stands of other settings or inputs counts as not
/// run. `failures`: what this process knows of each cell, "" where it did not fail. Not collective; on rank
/// 0.
[[nodiscard]] std::vector<CellRow> read_rows(const Context& context, const Sweep& sweep,
                                             const std::string& until,
                                             const std::vector<std::string>& failures);

/// Writes sweep.tsv and the page sweep.html into the directory of the sweep. Not collective; on rank 0.
void write_sweep(const Context& context, const Sweep& sweep, const std::vector<CellRow>& rows);

/// Gives the place of the cell with the highest R² on validation samples, or on the last part where there are
/// none; nothing when no cell is done.
[[nodiscard]] std::optional<std::size_t> best_cell(const std::vector<CellRow>& rows);

/// Gives "R² on test samples 0.713, PCA-64 0.705".
[[nodiscard]] std::string describe(const CellResult& result);

}  // namespace lampyris::jobs
