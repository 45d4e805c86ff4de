// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/cohort/cohort_file.hpp"
#include "jobs/preprocess/training_split.hpp"
#include "jobs/program/context.hpp"
#include "src/base/world.hpp"
#include "src/cohort/gene_statistics.hpp"
#include "src/cohort/scaling.hpp"

namespace lampyris::jobs {

/// The cohort as training sees it: which samples are in which part, and how values are scaled.
struct TrainingCohort {
  /// Collective.
  TrainingCohort(const Context& context, const World& world);
  TrainingCohort(const TrainingCohort&) = delete;
  TrainingCohort& operator=(const TrainingCohort&) = delete;

  [[nodiscard]] std::size_t genes() const { return cohort.index().genes.size(); }

  io::CohortFile cohort;
  TrainingSplit parts;
  const Split& split = parts.split;
  GeneStatistics statistics;
  Scaling scaling;
};

}  // namespace lampyris::jobs
