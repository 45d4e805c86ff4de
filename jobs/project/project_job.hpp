// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "jobs/program/job.hpp"
#include "jobs/project/projection_options.hpp"

namespace lampyris::jobs {

/// The options of `lampyris project`.
struct ProjectOptions {
  ProjectionOptions projection;
  std::filesystem::path out;
};

/// Collective. Codes of another cohort in every layer of a run's model and in its principal components, with
/// the cohort's annotation (io::write_codes), every rank encoding its share of the samples. Throws UsageError
/// for what is no run, DataError for a cohort that cannot be read or lacks too many genes.
void project_job(const ProjectOptions& options, const Context& context);

/// The command `lampyris project`.
[[nodiscard]] Job project_command();

}  // namespace lampyris::jobs
