// SPDX-License-Identifier: Apache-2.0
#include "jobs/plan/planned_cohort.hpp"

#include <cmath>
#include <filesystem>

#include "io/cohort/cohort_file.hpp"
#include "jobs/preprocess/training_split.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

PlannedCohort of_size(std::size_t samples, std::size_t genes, const Settings::Cohort& settings) {
  const auto part = [&](double share) {
    return static_cast<std::size_t>(std::ceil(static_cast<double>(samples) * share));
  };
  const std::size_t validation = part(settings.validation);
  const std::size_t test = part(settings.heldout);
  if (validation + test >= samples) throw UsageError("plan: --samples: no training sample would be left");
  return {samples - validation - test, validation, test, genes, validation};
}

PlannedCohort of_file(const std::filesystem::path& path, const Context& context) {
  const io::CohortFile cohort(path, context.ranks);
  const auto& index = cohort.index();
  const auto& settings = context.settings.cohort;
  // An input may get its annotation only when it is imported.
  const bool known = settings.split_by.empty() || settings.split_by == "auto" ||
                     index.annotation.find(settings.split_by.substr(0, settings.split_by.find('~')));
  if (!known) return of_size(index.samples.size(), index.genes.size(), settings);
  const auto parts = training_split(context.settings, index);
  const auto& split = parts.split;
  return {split.training.size(), split.validation.size(), split.test.size(), index.genes.size(),
          count_groups(parts.groups, split.validation)};
}

}  // namespace

PlannedCohort planned_cohort(const PlanOptions& options, const Context& context) {
  if (options.samples.has_value() != options.genes.has_value()) {
    throw UsageError("plan: --samples and --genes go together");
  }
  if (options.samples) return of_size(*options.samples, *options.genes, context.settings.cohort);
  if (std::filesystem::exists(context.training_cohort())) {
    return of_file(context.training_cohort(), context);
  }
  const auto& inputs = context.settings.cohort.inputs;
  if (inputs.size() == 1 && inputs[0].extension() == ".h5") return of_file(inputs[0], context);
  throw UsageError(
      "plan: the cohort is not imported yet, so its size is not known: give --samples and --genes, or run "
      "lampyris import JOB.toml first");
}

}  // namespace lampyris::jobs
