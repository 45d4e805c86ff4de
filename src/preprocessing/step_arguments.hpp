// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "src/base/error.hpp"
#include "src/base/number.hpp"

// The words of a step, behind its "=".
namespace lampyris {

/// Throws UsageError unless nothing stands behind "=".
inline void expect_no_argument(const std::string& words) {
  if (!words.empty()) throw UsageError("takes nothing behind \"=\"");
}

/// Reads a number. Throws UsageError, saying what is `due`, unless it is one from `low` on.
[[nodiscard]] inline double number_argument(std::string_view word, double low, const char* due) {
  const auto number = read_number(word);
  if (!number || !(*number >= low)) throw UsageError(fmt::format("\"{}\" must be {}", word, due));
  return *number;
}

/// Gives the parts before and behind the first ':'; the second is empty without one.
[[nodiscard]] inline std::pair<std::string, std::string> split_argument(const std::string& words) {
  const auto colon = words.find(':');
  if (colon == std::string::npos) return {words, {}};
  return {words.substr(0, colon), words.substr(colon + 1)};
}

}  // namespace lampyris
