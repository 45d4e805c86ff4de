// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/selection_stability.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lampyris {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double normal_975 = 1.959963984540054;

std::vector<double> frequencies(std::span<const std::vector<std::size_t>> selections, std::size_t features) {
  std::vector<double> frequency(features);
  for (const auto& selection : selections) {
    for (const auto feature : selection) frequency[feature] += 1;
  }
  for (auto& value : frequency) value /= static_cast<double>(selections.size());
  return frequency;
}

}  // namespace

SelectionStability selection_stability(std::span<const std::vector<std::size_t>> selections,
                                       std::size_t features) {
  if (selections.size() < 2 || features == 0) return {none, none, none};
  const auto m = static_cast<double>(selections.size());
  const auto d = static_cast<double>(features);
  const auto frequency = frequencies(selections, features);
  double share = 0;  // mean size of a selection, of all features
  double variance = 0;
  for (const double p : frequency) {
    share += p / d;
    variance += m / (m - 1) * p * (1 - p) / d;
  }
  const double by_chance = share * (1 - share);
  if (by_chance <= 0) return {none, none, none};
  const double index = 1 - variance / by_chance;

  std::vector<double> parts;  // what each selection adds to the index
  double mean = 0;
  for (const auto& selection : selections) {
    const double size = static_cast<double>(selection.size()) / d;
    double agreement = 0;
    for (const auto feature : selection) agreement += frequency[feature] / d;
    parts.push_back((agreement - size * share + index / 2 * (2 * share * size - size - share + 1)) /
                    by_chance);
    mean += parts.back() / m;
  }
  double spread = 0;
  for (const double part : parts) spread += (part - mean) * (part - mean);
  const double half = normal_975 * std::sqrt(4 / (m * m) * spread);
  return {index, index - half, std::min(1.0, index + half)};
}

}  // namespace lampyris
