// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lampyris::io {

/// The rows of several tables that say the same of different runs.
struct RowGroup {
  std::vector<std::string> keys;            ///< the cells that the rows have in common
  std::vector<std::vector<double>> values;  ///< [column of numbers][row]; NaN for a cell without a number
};

/// Brings the rows of all tables together that agree in the columns `keys`, in the order in which they first
/// stand; reads the columns `numbers` of each. A table that does not exist has no rows. Throws DataError for
/// a table without one of the columns. Not collective.
[[nodiscard]] std::vector<RowGroup> group_rows(const std::vector<std::filesystem::path>& tables,
                                               const std::vector<std::string>& keys,
                                               const std::vector<std::string>& numbers);

}  // namespace lampyris::io
