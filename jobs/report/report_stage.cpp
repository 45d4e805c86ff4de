// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "io/report/report_writer.hpp"
#include "jobs/program/build.hpp"
#include "jobs/program/stages.hpp"

namespace lampyris::jobs {

void report_stage(const Context& context) {
  const auto& directory = context.settings.run.directory;
  const io::ReportOptions options = {.title = "",
                                     .version = version,
                                     .colour_by = context.settings.report.colour_by,
                                     .chart_library = io::report_assets().library};
  if (options.chart_library.empty()) {
    context.say(
        "report: the chart library was missing when lampyris was built, so the report has tables only");
  }
  io::write_report(directory, options, context.ranks);
  context.summary(fmt::format("report: {}", context.in_run("report.html").string()));
}

}  // namespace lampyris::jobs
