// SPDX-License-Identifier: Apache-2.0
#include "src/modules/relabelling.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <span>

#include "src/base/error.hpp"
#include "src/base/random.hpp"

namespace lampyris {
namespace {

double log_choose(std::size_t n, std::size_t k) {
  const auto log_factorial = [](std::size_t m) { return std::lgamma(static_cast<double>(m) + 1); };
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

/// log of the number of label vectors that relabelling can give.
double log_distinct(const Contrast& contrast, const std::vector<std::vector<std::size_t>>& members,
                    const std::vector<std::vector<std::size_t>>& blocks) {
  double result = 0;
  for (const auto& groups : blocks) {
    std::map<std::size_t, std::size_t> groups_by_cases;
    std::size_t left = groups.size();
    for (const auto group : groups) {
      std::size_t cases = 0;
      for (const auto sample : members[group]) cases += contrast.is_case[sample];
      result += log_choose(members[group].size(), cases);
      ++groups_by_cases[cases];
    }
    for (const auto& [cases, count] : groups_by_cases) {
      result += log_choose(left, count);
      left -= count;
    }
  }
  return result;
}

}  // namespace

Relabelling::Relabelling(const Contrast& contrast, std::uint64_t seed)
    : contrast_(contrast), seed_(seed), members_(contrast.groups) {
  for (std::size_t i = 0; i < contrast.group.size(); ++i) members_[contrast.group[i]].push_back(i);
  std::map<std::size_t, std::vector<std::size_t>> by_size;
  for (std::size_t g = 0; g < members_.size(); ++g) by_size[members_[g].size()].push_back(g);
  for (auto& [size, groups] : by_size) blocks_.push_back(std::move(groups));
  const double logarithm = log_distinct(contrast, members_, blocks_);
  distinct_ = std::round(std::exp(logarithm));
  if (distinct_ < 2) {
    throw UsageError(fmt::format(
        "contrast \"{}\": every group is all cases or all controls and no two groups with different "
        "labels have the same size, so that labels cannot be permuted; give another group, or none",
        contrast.name));
  }
}

std::vector<std::uint8_t> Relabelling::labels(std::size_t index) const {
  Random random(seed_, Stream::label_permutation, contrast_.stream_index(static_cast<std::uint32_t>(index)));
  std::vector<std::uint8_t> result(contrast_.is_case.size());
  std::vector<std::uint8_t> of_group;
  for (const auto& groups : blocks_) {
    auto givers = groups;
    random.shuffle(std::span(givers));
    for (std::size_t k = 0; k < groups.size(); ++k) {
      of_group.clear();
      for (const auto sample : members_[givers[k]]) of_group.push_back(contrast_.is_case[sample]);
      random.shuffle(std::span(of_group));
      for (std::size_t m = 0; m < of_group.size(); ++m) result[members_[groups[k]][m]] = of_group[m];
    }
  }
  return result;
}

}  // namespace lampyris
