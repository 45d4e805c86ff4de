// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "jobs/program/job.hpp"

namespace lampyris::jobs {

/// Every command of the program, in the order of its help. To add one, add a folder with its Job, and a row.
[[nodiscard]] std::span<const Job> jobs();

}  // namespace lampyris::jobs
