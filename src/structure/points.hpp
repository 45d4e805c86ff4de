// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Samples as points in double. Rows are padded with zeros to whole vectors of the processor, which changes
/// no distance.
class Points {
 public:
  /// Makes each row of `codes` a point.
  explicit Points(MatrixView<const float> codes);
  /// `count` points at the origin.
  Points(std::size_t count, std::size_t dimension);

  /// The number of points.
  [[nodiscard]] std::size_t count() const { return values_.rows(); }
  /// The coordinates of point i, and the zeros behind them.
  [[nodiscard]] std::span<double> point(std::size_t i) { return values_.row(i); }
  /// The same, to read.
  [[nodiscard]] std::span<const double> point(std::size_t i) const { return values_.row(i); }

 private:
  Matrix<double> values_;
};

/// out[i] = |point − points[i]|², summed in one fixed order: its bits depend on the two points alone and are
/// the same when they are swapped.
void squared_distances(std::span<const double> point, const Points& points, std::span<double> out);

}  // namespace lampyris
