// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "io/import/import.hpp"
#include "jobs/settings/choices.hpp"
#include "src/projection/cohort_projection.hpp"

namespace CLI {
class App;
}

namespace lampyris::jobs {

/// A run, another cohort, and how its samples become inputs of the run's model: options of `project` and
/// `evaluate`.
struct ProjectionOptions {
  std::filesystem::path run;
  std::filesystem::path cohort;
  io::ImportRequest import;  ///< but for its inputs
  ContrastSteps preprocess = ContrastSteps::training;
  Standardise standardise = Standardise::within;
  double max_missing = 0.6;

  /// Every file that is read.
  [[nodiscard]] std::vector<std::filesystem::path> inputs() const;
};

/// Declares RUN, COHORT and the options.
void add_projection_options(CLI::App& command, ProjectionOptions& options);

}  // namespace lampyris::jobs
