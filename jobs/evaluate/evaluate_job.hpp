// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "jobs/program/job.hpp"
#include "jobs/project/projection_options.hpp"

namespace lampyris::jobs {

/// The options of `lampyris evaluate`.
struct EvaluateOptions {
  ProjectionOptions projection;
  std::vector<std::string> groups;  ///< columns of the cohort's annotation
  double leave_out = 0;             ///< share of the measured genes that are kept from the codes
  std::uint64_t seed = 1;           ///< of what is left out
  std::filesystem::path out;        ///< of the table; empty: none
};

/// Collective. R² of a run's model and of its principal components on another cohort: as a table, and in
/// words on stdout. Throws UsageError for what is no run and an absent column, DataError for a cohort that
/// cannot be read or lacks too many genes.
void evaluate_job(const EvaluateOptions& options, const Context& context);

/// The command `lampyris evaluate`.
[[nodiscard]] Job evaluate_command();

}  // namespace lampyris::jobs
