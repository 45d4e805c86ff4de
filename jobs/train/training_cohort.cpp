// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/training_cohort.hpp"

namespace lampyris::jobs {

TrainingCohort::TrainingCohort(const Context& context, const World& world)
    : cohort(context.training_cohort(), context.ranks),
      parts(training_split(context.settings, cohort.index())),
      statistics(gene_statistics(world, split.training, cohort.index().genes.size(),
                                 [this](Slice samples, Slice genes) { return cohort.read(samples, genes); })),
      scaling(make_scaling(context.settings.cohort.scale, statistics)) {}

}  // namespace lampyris::jobs
