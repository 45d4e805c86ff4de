// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/training_fingerprint.hpp"

#include "src/base/fingerprint.hpp"

namespace lampyris::jobs {

std::span<const LeftOutKey> keys_without_weights() {
  constexpr const char* in_cohort =
      "what it comes to is seen in the samples, genes and statistics that are added";
  constexpr const char* later = "read after training";
  constexpr const char* manifold = "a manifold leaves no checkpoint";
  static const LeftOutKey keys[] = {
      {"run.directory", "a run may be moved"},
      {"run.max_hours", "says when to pause"},
      {"cohort.inputs", in_cohort},
      {"cohort.annotation", in_cohort},
      {"cohort.ids", in_cohort},
      {"cohort.format", in_cohort},
      {"cohort.layer", in_cohort},
      {"cohort.gene_field", in_cohort},
      {"cohort.select", in_cohort},
      {"cohort.genes", in_cohort},
      {"cohort.collapse", in_cohort},
      {"cohort.preprocess", in_cohort},
      {"cohort.gene_lengths", in_cohort},
      {"cohort.clip", in_cohort},
      {"cohort.validation", "the training samples are added"},
      {"cohort.heldout", "the training samples are added"},
      {"run.split_seed", "the training samples are added"},
      {"run.resample", "the training samples are added"},
      {"run.seeds", "each member is a training of its own"},
      {"cohort.split_by", "the training samples are added"},
      {"model.kind", "the linear nodes are added"},
      {"model.code", "the linear nodes are added"},
      {"model.refit", "the training samples are added"},
      {"model.turns", manifold},
      {"model.landmarks", manifold},
      {"train.epochs", "says when to end; added where the schedule depends on it"},
      {"train.patience", "says when to end"},
      {"train.checkpoint_minutes", "says when to save"},
      {"train.precision", "auto depends on engine and processor: what it comes to is added"},
      {"compute", "engine, grid and memory change the order of sums, and so the last digits alone"},
      {"attribute", later},
      {"interactome", later},
      {"structure", later},
      {"modules", later},
      {"report", later},
  };
  return keys;
}

std::string training_fingerprint(const Settings& settings, const TrainingCohort& cohort,
                                 const Architecture& shape, Precision precision) {
  Fingerprint fingerprint;
  fingerprint.add(text_of_keys(
      settings, [](const std::string& key) { return !is_left_out(key, keys_without_weights()); }));
  if (settings.train.schedule == Schedule::Kind::cosine) fingerprint.add(settings.train.epochs);
  fingerprint.add(word_of(precision));
  fingerprint.add(shape.genes);
  fingerprint.add(shape.linear_nodes);
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
