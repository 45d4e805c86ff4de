#include "jobs/import/import_job.hpp"

#include <fmt/format.h>

#include "io/formats/import.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {

void import_job(const ImportOptions& options, const Context& context) {
  if (options.inputs.size() != 1) {
    throw UsageError(fmt::format("import: {} inputs; must be one: merge several into one matrix first",
                                 options.inputs.size()));
  }
  const io::ImportRequest request{.input = options.inputs.front(),
                                  .annotation = options.annotation,
                                  .ids = options.ids,
                                  .collapse = options.collapse,
                                  .clip = options.clip,
                                  .format = options.format,
                                  .layer = options.layer};
  const auto progress = context.progress("import", io::import_units(request));
  const auto summary = io::import_cohort(request, options.out, context.ranks, *progress);
  context.summary(fmt::format("{}: {}", options.out.string(), summary.describe()));
}

}  // namespace lampyris::jobs
