// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "src/modules/contrast_result.hpp"

namespace lampyris::jobs {

/// Lines for the final summary: the classifier of every layer, the contrast's own set in the positive lists,
/// and the sets with q < 0.05, the best few of each layer.
[[nodiscard]] std::vector<std::string> summarise(const ContrastResult& result);

}  // namespace lampyris::jobs
