// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

namespace lampyris {

/// q values of Benjamini and Hochberg (1995) in the order of `p`. NaN stays NaN and does not count as a test.
[[nodiscard]] std::vector<double> benjamini_hochberg(std::span<const double> p);

}  // namespace lampyris
