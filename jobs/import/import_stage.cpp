// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "jobs/import/import_job.hpp"
#include "jobs/program/stages.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {

void import_stage(const Context& context) {
  const auto& cohort = context.settings.cohort;
  if (cohort.inputs.empty()) throw UsageError("cohort.inputs is empty; must be a file at least");
  const auto out = context.in_run("cohort.h5");
  const io::ImportRequest request{.inputs = cohort.inputs,
                                  .annotation = cohort.annotation,
                                  .ids = cohort.ids,
                                  .collapse = word_or_auto(cohort.collapse),
                                  .clip = cohort.clip,
                                  .format = cohort.format,
                                  .layer = cohort.layer,
                                  .gene_field = cohort.gene_field,
                                  .select = cohort.select,
                                  .genes = word_of(cohort.genes),
                                  .id_report = id_report_of(out)};
  const auto progress = context.progress("import", io::import_units(request));
  const auto summary = io::import_cohort(request, out, context.ranks, *progress);
  context.say(fmt::format("import: {}", summary.describe()));
  if (has_unresolved_ids(summary)) context.say(fmt::format("import: ids: {}", request.id_report.string()));
}

}  // namespace lampyris::jobs
