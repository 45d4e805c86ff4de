// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "jobs/import/import_options.hpp"
#include "jobs/program/job.hpp"

namespace lampyris::jobs {

/// Collective. `lampyris import INPUT… --out COHORT.h5`: inputs to a cohort, without a run directory.
void import_job(const ImportOptions& options, const Context& context);

/// Beside cohort.h5 stands cohort.ids.tsv (see io::write_id_report).
[[nodiscard]] std::filesystem::path id_report_of(std::filesystem::path cohort);
/// Whether it is worth a look.
[[nodiscard]] bool has_unresolved_ids(const io::ImportSummary& summary);

/// The command `lampyris import` on inputs; on a job file see with_job_file.
[[nodiscard]] Job import_command();

}  // namespace lampyris::jobs
