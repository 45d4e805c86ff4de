// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "jobs/settings/settings.hpp"
#include "src/cohort/split.hpp"

namespace lampyris::jobs {

/// Which samples train, validate and test, as every stage sees it.
struct TrainingSplit {
  Split split;
  Labels groups;                  ///< whose samples stay together in the split
  std::vector<std::string> said;  ///< for people: whose samples stay together, and what is cut
};

/// Splits the samples of a cohort as the settings say. Throws UsageError: an unknown column, too few samples.
[[nodiscard]] TrainingSplit training_split(const Settings& settings, const io::CohortIndex& cohort);

}  // namespace lampyris::jobs
