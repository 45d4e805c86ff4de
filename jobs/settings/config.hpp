// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "jobs/settings/settings.hpp"
#include "src/modules/contrast.hpp"

namespace lampyris::jobs {

/// Reads a job file and the overrides of the command line ("section.key=value", later ones win), and `lists`
/// for its sweep ("section.key=[value, value]", see read_set_list). Paths are taken from the current
/// directory. Throws UsageError that names file, line and key: not TOML, an unknown key (with the nearest
/// known one), a wrong type, a value out of range, and what check_queries throws for the contrasts.
[[nodiscard]] Settings read_settings(const std::filesystem::path& job_file,
                                     const std::vector<std::string>& overrides,
                                     const std::vector<std::string>& lists = {});

/// All settings as a job file that gives the same settings again.
[[nodiscard]] std::string to_toml(const Settings& settings);

/// Gives the question that a contrast asks of its cohort.
[[nodiscard]] ContrastQuery query_of(const Settings::Contrast& contrast);

}  // namespace lampyris::jobs
