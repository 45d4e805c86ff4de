#include "jobs/train/training_cohort.hpp"

#include "jobs/preprocess/training_split.hpp"
#include "jobs/train/training_options.hpp"
#include "src/base/fingerprint.hpp"

namespace lampyris::jobs {

TrainingCohort::TrainingCohort(const Context& context, const World& world)
    : cohort(context.training_cohort(), context.ranks),
      split(training_split(context.settings, cohort.index())),
      statistics(gene_statistics(world, split.training, cohort.index().genes.size(),
                                 [this](Slice samples, Slice genes) { return cohort.read(samples, genes); })),
      scaling(make_scaling(context.settings.cohort.scale, statistics)) {}

std::string training_fingerprint(const Settings& settings, const TrainingCohort& cohort,
                                 const Architecture& shape) {
  const Settings::Train& train = settings.train;
  Fingerprint fingerprint;
  fingerprint.add(settings.run.seed);
  fingerprint.add(train.batch);
  for (const auto* text : {&train.optimiser, &train.schedule, &train.noise, &train.sparsity,
                           &settings.model.init, &cohort.scaling.name}) {
    fingerprint.add(*text);
  }
  for (const double number : {train.rate, train.momentum, train.weight_decay, train.l1, train.l2, train.clip,
                              train.decay, train.step_factor, train.warmup_epochs, train.noise_level,
                              train.dropout, train.sparsity_weight, train.sparsity_target}) {
    fingerprint.add(number);
  }
  fingerprint.add(train.step_epochs);
  if (train.schedule == "cosine") fingerprint.add(train.epochs);
  fingerprint.add(static_cast<int>(precision_of(settings)));
  fingerprint.add(static_cast<int>(train.reproducible));
  fingerprint.add(shape.widths);
  fingerprint.add(to_string(shape.hidden));
  fingerprint.add(to_string(shape.output));
  fingerprint.add(static_cast<int>(shape.tied));
  fingerprint.add(cohort.split.training);
  fingerprint.add(cohort.cohort.index().samples);
  fingerprint.add(cohort.cohort.index().genes);
  for (const auto* values : {&cohort.statistics.minimum, &cohort.statistics.maximum, &cohort.statistics.mean,
                             &cohort.statistics.sd}) {
    fingerprint.add(*values);
  }
  return fingerprint.text();
}

}  // namespace lampyris::jobs
