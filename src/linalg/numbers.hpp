// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <variant>

#include "src/linalg/bfloat16.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// A view of rows × columns in either precision.
using Numbers = std::variant<MatrixView<const float>, MatrixView<const bfloat16>>;

/// The number of rows.
[[nodiscard]] inline std::size_t rows_of(const Numbers& numbers) {
  return std::visit([](const auto& view) { return view.rows(); }, numbers);
}

/// Gives the view of `count` rows from row `first`.
[[nodiscard]] inline Numbers middle_rows(const Numbers& numbers, std::size_t first, std::size_t count) {
  return std::visit([&](const auto& view) -> Numbers { return view.middle_rows(first, count); }, numbers);
}

/// Whether no value is infinite or NaN.
template <class Number>
[[nodiscard]] bool all_finite(MatrixView<const Number> values) {
  for (std::size_t i = 0; i < values.rows(); ++i) {
    const auto row = values.row(i);
    if (!std::all_of(row.begin(), row.end(), [](Number x) { return std::isfinite(to_float(x)); })) {
      return false;
    }
  }
  return true;
}

}  // namespace lampyris
