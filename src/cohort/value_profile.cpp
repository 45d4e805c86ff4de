// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/value_profile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lampyris {

ValueProfile::ValueProfile()
    : low(std::numeric_limits<double>::infinity()), high(-std::numeric_limits<double>::infinity()) {}

void ValueProfile::count_values(std::span<const float> some) {
  values += static_cast<double>(some.size());
  for (const float value : some) {
    if (std::isnan(value)) {
      ++missing;
    } else if (std::isinf(value)) {
      ++infinite;
    } else {
      zeros += value == 0 ? 1 : 0;
      negative += value < 0 ? 1 : 0;
      fractional += value != std::floor(value) ? 1 : 0;
      low = std::min(low, static_cast<double>(value));
      high = std::max(high, static_cast<double>(value));
    }
  }
}

void ValueProfile::count_gene(const Moments& gene, double lowest, double highest) {
  if (gene.count == 0) {
    ++empty_genes;
  } else if (lowest == highest) {
    ++constant_genes;
  } else {
    const double deviation = std::sqrt(gene.squares / gene.count);
    const double furthest = std::max(highest - gene.mean, gene.mean - lowest);
    outlier_genes += furthest > outlier_deviations * deviation ? 1 : 0;
  }
}

std::string scale_of(const ValueProfile& profile, std::span<const double> totals) {
  constexpr double most_log = 30;
  constexpr double alike = 1.01;
  if (profile.negative > 0) return "log ratios or centred";
  if (profile.fractional == 0) return "counts";
  if (profile.high <= most_log) return "log";
  const auto [least, most] = std::ranges::minmax(totals);
  return most <= alike * least ? "linear, normalised per sample" : "linear";
}

}  // namespace lampyris
