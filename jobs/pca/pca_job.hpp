// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/pca/pca_options.hpp"
#include "jobs/program/job.hpp"

namespace lampyris::jobs {

/// Collective. Principal components of a whole cohort into one file (io::write_pca), every rank holding its
/// share of the samples. Throws UsageError for impossible options and DataError for a cohort without
/// components or a file that cannot be written.
void pca_job(const PcaOptions& options, const Context& context);

/// The command `lampyris pca`.
[[nodiscard]] Job pca_command();

}  // namespace lampyris::jobs
