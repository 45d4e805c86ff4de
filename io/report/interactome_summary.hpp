// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace lampyris::io {

/// interactome.tsv, which has one row per layer × node × list × measure × null, as what the page draws: an
/// array of groups {"layer", "list", "measure", "null", "nodes", "z": [5 %, 25 %, 50 %, 75 %, 95 %], "value"
/// and "null_mean" (medians over nodes), "significant" (nodes with q < 0.05, those of one signature once),
/// "points": [[null_mean, value, node, name], …] (at most 300 nodes, evenly spaced; the name empty where its
/// q is not below 0.05)}, in the order of first appearance. Nodes without a z are left out. Throws DataError:
/// a column is missing, TsvReader's.
[[nodiscard]] nlohmann::ordered_json interactome_summary_json(const std::filesystem::path& path);

}  // namespace lampyris::io
