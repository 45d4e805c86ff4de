// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "io/cohort/cohort_file.hpp"

namespace lampyris::io {

struct SampleMapOptions {
  std::vector<std::string> colour_by = {};  ///< annotation columns; empty = all with 2…40 classes
  std::size_t max_samples = 20000;          ///< more are thinned evenly
};

/// map.tsv → {"total", "samples": […], "representations": [{"name", "x": […], "y": […]}, …], "labels":
/// [{"name", "values": column_json, "other": classes put together as "other"}, …]}. `cohort` gives the
/// labels; without it there are none. Throws UsageError for an unknown column in colour_by, DataError
/// (TsvReader).
[[nodiscard]] nlohmann::ordered_json sample_map_json(const std::filesystem::path& path,
                                                     const CohortIndex* cohort,
                                                     const SampleMapOptions& options);

}  // namespace lampyris::io
