// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

namespace lampyris {

/// Jonckheere–Terpstra test of a trend over ordered groups, normal approximation with the variance for ties
/// (Hollander, Wolfe and Chicken 2014, section 6.2).
struct Trend {
  double statistic = 0;  ///< pairs in which the later group is higher, ties counting half
  double z = 0;          ///< positive for a rise
  double p = 0;          ///< two-sided
  double p_rise = 0;     ///< one-sided, values rise with the group
  double p_fall = 0;     ///< one-sided, values fall with the group
};

/// `groups` in the order of the hypothesis; empty groups are allowed. z and p are NaN with fewer than two
/// values or when nothing varies.
[[nodiscard]] Trend jonckheere_terpstra(std::span<const std::vector<double>> groups);

}  // namespace lampyris
