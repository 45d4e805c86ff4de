// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/auroc.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "src/statistics/empirical.hpp"
#include "src/statistics/normal.hpp"
#include "src/statistics/ranks.hpp"

namespace lampyris {
namespace {

double squared(double x) {
  return x * x;
}

}  // namespace

// The placement of a case among the controls is its rank among all less its rank among the cases (Sun and Xu
// 2014), which makes DeLong's variance cost a sort.
Auroc auroc(std::span<const double> scores, std::span<const std::uint8_t> is_case) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> groups[2];
  for (std::size_t i = 0; i < scores.size(); ++i) groups[is_case[i] != 0 ? 1 : 0].push_back(scores[i]);
  const std::size_t controls = groups[0].size();
  const std::size_t cases = groups[1].size();
  if (cases == 0 || controls == 0) return {nan, nan, nan, nan, cases, controls};

  const auto among_all = midranks(scores).rank;
  const std::vector<double> among_own[2] = {midranks(groups[0]).rank, midranks(groups[1]).rank};
  std::vector<double> placement[2];
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const int group = is_case[i] != 0 ? 1 : 0;
    const auto others = static_cast<double>(groups[1 - group].size());
    placement[group].push_back((among_all[i] - among_own[group][placement[group].size()]) / others);
  }
  const NullMoments of_cases = null_moments(placement[1]);
  const NullMoments of_controls = null_moments(placement[0]);
  Auroc result{of_cases.mean, nan, nan, nan, cases, controls};
  if (cases < 2 || controls < 2) return result;
  result.variance = squared(of_cases.sd) / static_cast<double>(cases) +
                    squared(of_controls.sd) / static_cast<double>(controls);
  const double reach = normal_upper_quantile(0.025) * std::sqrt(result.variance);
  result.low = std::max(0.0, result.value - reach);
  result.high = std::min(1.0, result.value + reach);
  return result;
}

}  // namespace lampyris
