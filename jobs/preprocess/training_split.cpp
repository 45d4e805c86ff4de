// SPDX-License-Identifier: Apache-2.0
#include "jobs/preprocess/training_split.hpp"

#include <fmt/format.h>

#include <utility>

#include "src/cohort/donors.hpp"

namespace lampyris::jobs {
namespace {

// Of the donors, left out of each member of an ensemble.
constexpr double resampled_share = 0.2;

Labels split_groups(const Settings::Cohort& settings, const io::CohortIndex& cohort,
                    std::vector<std::string>& said) {
  const auto donors = find_donors(cohort.samples, cohort.annotation);
  if (settings.split_by == "auto" && donors) {
    said.push_back(fmt::format(
        "{} donors, by {}: the samples of one stay together in the split; cohort.split_by says who else does",
        donors->groups.classes.size(), donors->source));
    return donors->groups;
  }
  const std::string key = settings.split_by == "auto" ? "" : settings.split_by;
  Labels groups = make_groups(cohort.annotation, key, cohort.samples.size());
  const std::size_t cut = donors ? count_cut_donors(*donors, groups) : 0;
  if (cut > 0) {
    said.push_back(
        fmt::format("warning: {} of {} donors, by {}, have samples in several groups of cohort.split_by = "
                    "\"{}\": where the "
                    "split cuts a donor, R² of samples that did not train is too high",
                    cut, donors->groups.classes.size(), donors->source, key));
  }
  return groups;
}

}  // namespace

TrainingSplit training_split(const Settings& settings, const io::CohortIndex& cohort) {
  TrainingSplit made;
  auto groups = split_groups(settings.cohort, cohort, made.said);
  made.split =
      split_samples(groups, {settings.cohort.validation, settings.cohort.heldout}, settings.run.split_seed);
  if (settings.run.resample > 0) {
    made.split =
        resample_groups(made.split, groups, resampled_share, settings.run.split_seed, settings.run.resample);
  }
  made.groups = std::move(groups.of_sample);
  return made;
}

}  // namespace lampyris::jobs
