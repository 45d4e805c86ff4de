// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/run/manifest.hpp"

namespace lampyris::jobs {

/// Collective. Makes the files of the run in `from` those of the run of `context`, by links that stand when
/// both directories are moved together.
void link_files(const std::vector<Manifest::File>& files, const std::filesystem::path& from,
                const Context& context);

}  // namespace lampyris::jobs
