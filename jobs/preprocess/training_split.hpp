// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/cohort/cohort_file.hpp"
#include "jobs/settings/settings.hpp"
#include "src/cohort/split.hpp"

namespace lampyris::jobs {

/// Which samples train, as every stage sees it.
[[nodiscard]] inline Split training_split(const Settings& settings, const io::CohortIndex& cohort) {
  const auto groups = make_groups(cohort.annotation, settings.cohort.split_by, cohort.samples.size());
  return split_samples(groups, settings.cohort.heldout, settings.run.seed);
}

}  // namespace lampyris::jobs
