// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/group_folds.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <stdexcept>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

// The samples of each group, groups in order of their first sample.
std::vector<std::vector<std::size_t>> samples_of_groups(const std::vector<std::size_t>& groups) {
  std::map<std::size_t, std::size_t> place;
  std::vector<std::vector<std::size_t>> samples;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto [found, is_new] = place.emplace(groups[i], samples.size());
    if (is_new) samples.emplace_back();
    samples[found->second].push_back(i);
  }
  return samples;
}

}  // namespace

GroupFolds group_folds(const std::vector<std::size_t>& groups, std::size_t most) {
  auto samples = samples_of_groups(groups);
  // Landmarks are drawn with the seed 0.
  Random(1, Stream::landmarks, samples.size()).shuffle(std::span(samples));
  std::ranges::stable_sort(samples, [](const auto& a, const auto& b) { return a.size() > b.size(); });
  GroupFolds folds{std::min(most, samples.size()), std::vector<std::size_t>(groups.size())};
  std::vector<std::size_t> sizes(folds.count);
  for (const auto& group : samples) {
    const auto least = std::ranges::min_element(sizes);
    for (const std::size_t i : group) folds.of_sample[i] = static_cast<std::size_t>(least - sizes.begin());
    *least += group.size();
  }
  return folds;
}

bool clearly_less(const std::vector<double>& errors, const std::vector<double>& others,
                  const std::vector<std::size_t>& groups, double standard_errors) {
  if (errors.size() != groups.size() || others.size() != groups.size()) {
    throw std::logic_error("clearly_less: one error and one group a sample");
  }
  std::vector<double> differences;
  for (const auto& group : samples_of_groups(groups)) {
    differences.push_back(0);
    for (const std::size_t i : group) differences.back() += others[i] - errors[i];
  }
  const auto count = static_cast<double>(differences.size());
  if (count < 2) return false;
  double mean = 0;
  for (const double x : differences) mean += x / count;
  double spread = 0;
  for (const double x : differences) spread += (x - mean) * (x - mean);
  return mean > standard_errors * std::sqrt(spread / (count - 1) / count);
}

}  // namespace lampyris
