// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lampyris {

/// A table about the samples: named text columns, one value a sample; an empty value means missing.
struct Annotation {
  std::vector<std::string> columns;              ///< names
  std::vector<std::vector<std::string>> values;  ///< [column][sample]

  /// The index of a column; empty when it is absent.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
  /// The values of a column. Throws UsageError that names the nearest column when `column` is absent, and
  /// what was to use it.
  [[nodiscard]] const std::vector<std::string>& column(std::string_view column,
                                                       std::string_view use = "label") const;
};

}  // namespace lampyris
