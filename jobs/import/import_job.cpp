// SPDX-License-Identifier: Apache-2.0
#include "jobs/import/import_job.hpp"

#include <fmt/format.h>

#include "io/ids/id_report.hpp"
#include "jobs/program/output_file.hpp"

namespace lampyris::jobs {

void import_job(const ImportOptions& options, const Context& context) {
  auto request = options.request;
  request.id_report = id_report_of(options.out);
  auto inputs = request.inputs;
  for (const auto& more : {request.annotation, request.ids}) inputs.push_back(more);
  require_free_output(options.out, inputs, context.ranks);
  require_free_output(request.id_report, inputs, context.ranks, io::id_report_header());
  const auto progress = context.progress("import", io::import_units(request));
  const auto summary = io::import_cohort(request, options.out, context.ranks, *progress);
  context.summary(fmt::format("{}: {}", options.out.string(), summary.describe()));
  if (has_unresolved_ids(summary)) context.summary(fmt::format("ids: {}", request.id_report.string()));
}

std::filesystem::path id_report_of(std::filesystem::path cohort) {
  return cohort.replace_extension(".ids.tsv");
}

bool has_unresolved_ids(const io::ImportSummary& summary) {
  return summary.unmapped + summary.ambiguous + summary.collapsed > 0;
}

}  // namespace lampyris::jobs
