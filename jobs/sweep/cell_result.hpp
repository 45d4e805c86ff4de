// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "jobs/settings/settings.hpp"

namespace lampyris::jobs {

/// The parts of the samples, in the order of the table's columns.
inline constexpr std::array<const char*, 3> sample_parts{"training", "validation", "test"};

/// The outcome of a cell, read from its files.
struct CellResult {
  std::optional<std::size_t> parameters;           ///< numbers of the model
  std::optional<std::size_t> epochs;               ///< that were trained; turns of a manifold
  std::optional<std::size_t> code;                 ///< numbers that a sample is compressed to
  std::array<std::optional<double>, 3> r2;         ///< global R² on each of sample_parts that has samples
  std::optional<std::size_t> components;           ///< of the PCA beside it: `code`, or all that there are
  std::array<std::optional<double>, 3> r2_of_pca;  ///< of that PCA
  double seconds = 0;                              ///< of all stages that ran in the cell

  /// The last of the parts that has samples: the test part where there is one.
  [[nodiscard]] std::optional<std::size_t> last_part() const;
};

/// Reads what stands of a run whose settings these are. Not collective. Throws DataError when a file that is
/// there cannot be read.
[[nodiscard]] CellResult read_cell_result(const Settings& settings);

}  // namespace lampyris::jobs
