// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "jobs/settings/sweep_grid.hpp"
#include "jobs/settings/toml_text.hpp"

namespace lampyris::jobs {

/// Reads [sweep], or several [[sweep]], of a job file: keys with a list of values each, as
/// "model.widths" = [[64], [128]] or model.widths = …. Throws UsageError that names `file`, line and key: an
/// unknown key (with the nearest), no list or an empty one, a value that the key does not take, one that
/// stands twice.
[[nodiscard]] std::vector<SweepGrid> read_sweep(const toml::node& node, const std::string& file);

/// Reads "section.key=values", values being a TOML list, or words or numbers with commas between them. Throws
/// as read_sweep, naming --set-list.
[[nodiscard]] SweepAxis read_set_list(const std::string& text);

/// Puts the axis into each grid, in the place of one of the same key; into a grid of its own when there is
/// none.
void put_axis(std::vector<SweepGrid>& grids, const SweepAxis& axis);

/// Gives the grids as read_sweep reads them.
[[nodiscard]] toml::array to_toml(const std::vector<SweepGrid>& grids);

}  // namespace lampyris::jobs
