// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/annotation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/error.hpp"
#include "src/base/nearest_word.hpp"

namespace lampyris {

std::optional<std::size_t> Annotation::find(std::string_view column) const {
  const auto at = std::find(columns.begin(), columns.end(), column);
  if (at == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(at - columns.begin());
}

const std::vector<std::string>& Annotation::column(std::string_view column, std::string_view use) const {
  if (const auto at = find(column)) return values[*at];
  throw UsageError(
      columns.empty()
          ? fmt::format("{} \"{}\": the cohort has no annotation; give one with cohort.annotation", use,
                        column)
          : fmt::format("{} \"{}\": the annotation has no such column; the nearest is \"{}\"", use, column,
                        nearest_word(column, columns)));
}

}  // namespace lampyris
