// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/early_checks.hpp"

#include "io/cohort/annotation_table.hpp"
#include "io/cohort/cohort_file.hpp"
#include "jobs/attribute/name_sets.hpp"
#include "jobs/modules/set_input.hpp"
#include "jobs/preprocess/training_split.hpp"
#include "jobs/settings/config.hpp"
#include "src/modules/contrast.hpp"
#include "src/structure/labelling.hpp"

namespace lampyris::jobs {
namespace {

void check_contrast(const Settings::Contrast& contrast, const io::CohortIndex& cohort) {
  const ContrastQuery query = query_of(contrast);
  if (contrast.cohort.empty()) {
    (void)select_contrast(query, cohort.annotation, cohort.samples);
  } else if (!contrast.annotation.empty()) {
    // Its samples are known only once the cohort is imported; the columns and values are in the table.
    const auto table = io::read_annotation_table(contrast.annotation);
    (void)select_contrast(query, table.annotation, table.samples);
  }
}

}  // namespace

void check_early(const Context& context, const std::vector<PlannedStage>& plan) {
  const auto& settings = context.settings;
  const io::CohortFile file(context.in_run("cohort.h5"), context.ranks);
  const auto& cohort = file.index();
  (void)training_split(settings, cohort);
  if (asks_for(plan, "structure")) {
    (void)choose_labels(cohort.annotation, settings.structure.labels);
    if (!settings.structure.blocks.empty())
      (void)cohort.annotation.column(settings.structure.blocks, "structure.blocks");
  }
  if (!asks_for(plan, "modules")) return;
  for (const auto& contrast : settings.modules.contrasts) check_contrast(contrast, cohort);
  Context silent = context;  // the stage itself will say what it read
  silent.say = [](const std::string&) {};
  (void)read_name_sets(silent, cohort.genes);
  if (settings.modules.contrasts.empty()) return;
  (void)read_sets(silent, cohort.genes);
}

}  // namespace lampyris::jobs
