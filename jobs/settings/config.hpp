// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "jobs/settings/settings.hpp"
#include "src/modules/contrast.hpp"

namespace lampyris::jobs {

/// A job file and the overrides of the command line ("section.key=value", later ones win) as settings. Paths
/// are taken from the current directory. Throws UsageError that names file, line and key: not TOML, an
/// unknown key (with the nearest known one), a wrong type, a value out of range, and what check_queries
/// throws for the contrasts.
[[nodiscard]] Settings read_settings(const std::filesystem::path& job_file,
                                     const std::vector<std::string>& overrides);

/// All settings as a job file that gives the same settings again.
[[nodiscard]] std::string to_toml(const Settings& settings);

/// Gives the question that a contrast asks of its cohort.
[[nodiscard]] ContrastQuery query_of(const Settings::Contrast& contrast);

}  // namespace lampyris::jobs
