// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include "io/text/cells.hpp"
#include "io/text/line_reader.hpp"

// How a reader finds out what a file is. Each kind of file (matrices, gene sets, networks) has one table of
// its formats. A format has a `name` and a function `recognises` that looks at the beginning of a file,
// mostly its first line.
namespace lampyris::io {

/// Finds the first of `formats` that recognises what is `seen` of a file; null when none does.
template <class Formats, class Seen>
[[nodiscard]] auto* find_format(const Formats& formats, const Seen& seen) {
  const auto found = std::ranges::find_if(formats, [&](const auto& one) { return one.recognises(seen); });
  return found == std::ranges::end(formats) ? nullptr : &*found;
}

/// Finds the format of this name; null when there is none.
template <class Formats>
[[nodiscard]] auto* find_format_named(const Formats& formats, std::string_view name) {
  const auto found = std::ranges::find_if(formats, [&](const auto& one) { return one.name == name; });
  return found == std::ranges::end(formats) ? nullptr : &*found;
}

/// Returns the names of all formats, in their order.
template <class Formats>
[[nodiscard]] std::vector<std::string> format_names(const Formats& formats) {
  std::vector<std::string> names;
  names.reserve(std::ranges::size(formats));
  for (const auto& one : formats) names.emplace_back(one.name);
  return names;
}

/// Reads the next line that is not blank, valid until the next one; false at the end of the file.
[[nodiscard]] inline bool next_filled_line(LineReader& lines, std::string_view& line) {
  while (lines.next(line)) {
    if (!is_blank(line)) return true;
  }
  return false;
}

}  // namespace lampyris::io
