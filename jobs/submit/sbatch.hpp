// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lampyris::jobs {

/// Hands a batch script to sbatch and gives the id of the job. Throws UsageError when there is no sbatch,
/// Error with what sbatch says when it refuses.
[[nodiscard]] std::string queue_script(const std::string& script);

}  // namespace lampyris::jobs
