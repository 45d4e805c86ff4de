// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "io/cohort/cohort_file.hpp"
#include "io/report/report_writer.hpp"

namespace lampyris::io {

/// Everything the page shows of a run directory, as one document; a part whose file is absent is null.
/// `cohort` is null when there is no cohort.h5. Not collective. Throws DataError: a file that is there and
/// cannot be read; UsageError: an unknown column in colour_by.
[[nodiscard]] nlohmann::ordered_json report_document(const std::filesystem::path& run_directory,
                                                     const CohortIndex* cohort, const ReportOptions& options);

}  // namespace lampyris::io
