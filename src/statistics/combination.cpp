// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/combination.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "src/statistics/normal.hpp"

namespace lampyris {
namespace {

std::vector<double> without_nan(std::span<const double> p) {
  std::vector<double> values;
  std::copy_if(p.begin(), p.end(), std::back_inserter(values), [](double x) { return !std::isnan(x); });
  return values;
}

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double fisher_combination(std::span<const double> p) {
  const auto values = without_nan(p);
  if (values.empty()) return not_a_number;
  double sum = 0;
  for (const double x : values) {
    if (x <= 0) return 0;
    sum -= std::log(x);
  }
  return boost::math::gamma_q(static_cast<double>(values.size()), std::max(0.0, sum));
}

double stouffer_combination(std::span<const double> p) {
  const auto values = without_nan(p);
  if (values.empty()) return not_a_number;
  constexpr double smallest = std::numeric_limits<double>::min();
  constexpr double largest = 1 - std::numeric_limits<double>::epsilon() / 2;
  double sum = 0;
  for (const double x : values) sum += normal_upper_quantile(std::clamp(x, smallest, largest));
  return normal_upper(sum / std::sqrt(static_cast<double>(values.size())));
}

double cauchy_combination(std::span<const double> p) {
  const auto values = without_nan(p);
  if (values.empty()) return not_a_number;
  double sum = 0;
  for (const double x : values) {
    if (x <= 0) return 0;
    // cot(πp) = tan((1/2 − p)π), without the cancellation at small p.
    sum += 1 / std::tan(std::numbers::pi * std::min(x, 0.99));
  }
  return std::atan2(1.0, sum / static_cast<double>(values.size())) / std::numbers::pi;
}

}  // namespace lampyris
