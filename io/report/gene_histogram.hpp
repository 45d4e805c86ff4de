// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace lampyris::io {

/// r2_per_gene.tsv → {"low", "width", "bins", "genes", "series": [{"name", "counts", "median", "undefined"},
/// …]}. Bins are [low + i·width, low + (i+1)·width); the first also holds every value below `low`, the
/// last 1. `undefined` counts genes without a number. Throws DataError (TsvReader).
[[nodiscard]] nlohmann::ordered_json gene_histogram_json(const std::filesystem::path& path);

}  // namespace lampyris::io
