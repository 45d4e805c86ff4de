#include <fmt/format.h>

#include "io/formats/import.hpp"
#include "jobs/stages.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {

void import_stage(const Context& context) {
  const auto& cohort = context.settings.cohort;
  if (cohort.inputs.size() != 1) {
    throw UsageError(
        fmt::format("cohort.inputs has {} files; must be one: merge several into one matrix first",
                    cohort.inputs.size()));
  }
  const io::ImportRequest request{.input = cohort.inputs.front(),
                                  .annotation = cohort.annotation,
                                  .ids = cohort.ids,
                                  .collapse = cohort.collapse,
                                  .clip = cohort.clip,
                                  .format = cohort.format,
                                  .layer = cohort.layer};
  const auto progress = context.progress("import", io::import_units(request));
  const auto summary = io::import_cohort(request, context.in_run("cohort.h5"), context.ranks, *progress);
  context.say(fmt::format("import: {}", summary.describe()));
}

}  // namespace lampyris::jobs
