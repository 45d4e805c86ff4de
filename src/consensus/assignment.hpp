// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Pairs rows with columns, each at most once and as many as there can be, so that the sum of `value` over
/// the pairs is the largest (shortest augmenting paths; Jonker and Volgenant 1987). [row]: its column, or
/// none when there are more rows than columns. The result is a function of the values alone. O(min² · max).
[[nodiscard]] std::vector<std::optional<std::size_t>> best_assignment(MatrixView<const double> value);

}  // namespace lampyris
