// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lampyris::jobs {

/// Gives each cell a name by what it changes, as "widths-64-64_seed-1": letters, digits, '.', '-' and '_', at
/// most 150 of them, no two alike. A cell keeps its name when values are added to the sweep; `keys` are all
/// that are swept.
[[nodiscard]] std::vector<std::string> names_of_cells(
    const std::vector<std::vector<std::pair<std::string, std::string>>>& cells,
    const std::vector<std::string>& keys);

}  // namespace lampyris::jobs
