// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "jobs/settings/settings.hpp"
#include "src/cohort/split.hpp"

namespace lampyris::jobs {

/// Which samples train, validate and test, as every stage sees it.
struct TrainingSplit {
  Split split;
  std::vector<std::size_t> groups;  ///< that of each sample: whose samples stay together
  std::vector<std::string> said;    ///< for people: whose samples stay together, and what is cut
};

/// Splits the samples of a cohort as the settings say. Throws UsageError: an unknown column, too few samples.
[[nodiscard]] TrainingSplit training_split(const Settings& settings, const io::CohortIndex& cohort);

}  // namespace lampyris::jobs
