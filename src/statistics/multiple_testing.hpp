// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

namespace lampyris {

/// q values of Benjamini and Hochberg (1995) in the order of `p`. NaN stays NaN and does not count as a test.
[[nodiscard]] std::vector<double> benjamini_hochberg(std::span<const double> p);

/// The same where only the `counted` tests, one flag a p, make the number of tests; the others repeat one of
/// these and get the q that a counted test of their p would have.
[[nodiscard]] std::vector<double> benjamini_hochberg(std::span<const double> p,
                                                     const std::vector<bool>& counted);

}  // namespace lampyris
