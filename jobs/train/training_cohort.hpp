#pragma once

#include <string>

#include "io/cohort/cohort_file.hpp"
#include "jobs/program/context.hpp"
#include "src/autoencoder/architecture.hpp"
#include "src/base/world.hpp"
#include "src/cohort/gene_statistics.hpp"
#include "src/cohort/scaling.hpp"
#include "src/cohort/split.hpp"

namespace lampyris::jobs {

/// The cohort as training sees it: which samples are held out, and how values are scaled.
struct TrainingCohort {
  /// Collective.
  TrainingCohort(const Context& context, const World& world);

  [[nodiscard]] std::size_t genes() const { return cohort.index().genes.size(); }

  io::CohortFile cohort;
  Split split;
  GeneStatistics statistics;
  Scaling scaling;
};

/// Of everything that decides the weights after a given step; epochs and patience only decide when to end
/// (where no schedule depends on them), grid and engine only change rounding.
[[nodiscard]] std::string training_fingerprint(const Settings& settings, const TrainingCohort& cohort,
                                               const Architecture& shape);

}  // namespace lampyris::jobs
