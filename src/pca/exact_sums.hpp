// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Rounds numbers to multiples of a power of two that are so coarse that sums of `samples` products of two
/// are exact in double, whatever their order: the same bits however samples are distributed over ranks.
class ExactSums {
 public:
  /// Sums over at most so many samples.
  explicit ExactSums(std::size_t samples);

  /// Bits behind the point of a factor between −1 and 1.
  [[nodiscard]] int bits() const { return bits_; }
  /// Gives the nearest number of −1 … 1 that may be a factor.
  [[nodiscard]] double rounded(double x) const { return (x + shift_) - shift_; }

 private:
  int bits_;
  double shift_;
};

/// The least power of two that is greater than x; 1 for x = 0.
[[nodiscard]] double power_above(double x);

}  // namespace lampyris
