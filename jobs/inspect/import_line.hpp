// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "io/import/inspect.hpp"

namespace lampyris::jobs {

/// The command that imports an input as most users want it: by symbols where the file has them or a map is
/// due, and of ARCHS4 the bulk samples.
[[nodiscard]] std::string import_line(const std::filesystem::path& input, const io::Inspection& found,
                                      const io::ImportRequest& request);

}  // namespace lampyris::jobs
