// SPDX-License-Identifier: Apache-2.0
#include "src/pca/exact_sums.hpp"

#include <bit>
#include <cmath>

namespace lampyris {

// Products are multiples of 2^(−2 bits); samples · 2^(2 bits) ≤ 2^53.
ExactSums::ExactSums(std::size_t samples)
    : bits_((53 - static_cast<int>(std::bit_width(samples))) / 2), shift_(std::ldexp(1.5, 52 - bits_)) {}

double power_above(double x) {
  if (!(x > 0)) return 1;
  int exponent = 0;
  static_cast<void>(std::frexp(x, &exponent));
  return std::ldexp(1.0, exponent);
}

}  // namespace lampyris
