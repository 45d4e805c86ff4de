// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/base/slice.hpp"
#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Collective. Of rows that are distributed over the ranks, `mine` beginning at row `first` of all, the ones
/// that `chosen` names, rising, on every rank.
[[nodiscard]] Matrix<float> gather_rows(const World& world, MatrixView<const float> mine, std::size_t first,
                                        std::span<const std::size_t> chosen);

/// Collective. All `total` rows that are distributed over the ranks, on every rank.
[[nodiscard]] Matrix<float> gather_all_rows(const World& world, MatrixView<const float> mine,
                                            std::size_t first, std::size_t total);

/// Chooses `count` of `total` rows, rising: all, or a sample that is a function of the two numbers.
[[nodiscard]] std::vector<std::size_t> spread_rows(std::size_t total, std::size_t count);

/// Gives the median of the squared distances of pairs of different rows: of all, or of 4,096 spread ones.
[[nodiscard]] double median_squared_distance(MatrixView<const float> points);

}  // namespace lampyris
