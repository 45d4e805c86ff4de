// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lampyris::jobs {

/// "auto" is `automatic`; otherwise bytes with K, M, G or T behind the number.
[[nodiscard]] double memory_limit(const std::string& setting, double automatic);

}  // namespace lampyris::jobs
