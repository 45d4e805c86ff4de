// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lampyris::jobs {

/// A job file with every key, its default, and its type, range and help as comments; an example of a contrast
/// stands in comments, as nothing of it has a default.
[[nodiscard]] std::string annotated_job_file();

/// docs/settings.md: the same as tables in Markdown.
[[nodiscard]] std::string settings_markdown();

}  // namespace lampyris::jobs
