// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/program/job.hpp"

namespace lampyris::jobs {

/// `lampyris settings`: prints an annotated job file, or docs/settings.md.
[[nodiscard]] Job show_settings_command();

}  // namespace lampyris::jobs
