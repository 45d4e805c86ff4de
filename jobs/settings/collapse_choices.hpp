// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "src/cohort/collapse.hpp"

namespace lampyris::jobs {

/// The rules that a job file may ask for beside "auto".
[[nodiscard]] inline std::vector<Collapse> collapse_choices() {
  return {Collapse::max_mean, Collapse::mean, Collapse::median, Collapse::sum, Collapse::max_variance};
}

}  // namespace lampyris::jobs
