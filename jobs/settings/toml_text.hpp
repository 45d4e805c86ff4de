// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// The parser of toml++ is compiled once, in toml_parser.cpp. What it asserts of a file it then checks, so
// that no Debug build need end there.
#define TOML_HEADER_ONLY 0
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

namespace lampyris::jobs {

/// Reads `text` (UTF-8). Throws UsageError "PLACE, line N: not TOML: …".
[[nodiscard]] toml::table parse_toml(std::string text, const std::string& place);

}  // namespace lampyris::jobs
