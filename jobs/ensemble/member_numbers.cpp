// SPDX-License-Identifier: Apache-2.0
#include "jobs/ensemble/member_numbers.hpp"

#include <cmath>
#include <span>
#include <utility>

#include "src/statistics/quantile.hpp"

namespace lampyris::jobs {

std::vector<double> without_missing(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  return values;
}

double median_of(std::vector<double> values) {
  auto numbers = without_missing(std::move(values));
  return median(std::span(numbers));
}

}  // namespace lampyris::jobs
