// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/export/export_options.hpp"
#include "jobs/program/job.hpp"

namespace lampyris::jobs {

/// Collective. A cohort as .h5ad (io::write_cohort_h5ad), of a run its cohort with the codes where structure
/// has written them; or a model as ONNX or .npz (export_model). Throws UsageError for a directory without the
/// file that is to be exported and for options that do not go together, and DataError as the writers.
void export_job(const ExportOptions& options, const Context& context);

/// The command `lampyris export`.
[[nodiscard]] Job export_command();

}  // namespace lampyris::jobs
