// SPDX-License-Identifier: Apache-2.0
#include "src/structure/group_permutation.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

using Samples = std::vector<std::size_t>;

bool has_one_class(const Samples& samples, std::span<const std::size_t> class_of) {
  return std::ranges::all_of(
      samples, [&](std::size_t sample) { return class_of[sample] == class_of[samples.front()]; });
}

}  // namespace

SampleTies SampleTies::of(std::span<const std::size_t> samples) const {
  SampleTies ties;
  for (const std::size_t sample : samples) {
    if (!group_of.empty()) ties.group_of.push_back(group_of[sample]);
    if (!block_of.empty()) ties.block_of.push_back(block_of[sample]);
  }
  return ties;
}

GroupPermutation::GroupPermutation(std::span<const std::size_t> class_of, const SampleTies& ties)
    : class_of_(class_of.begin(), class_of.end()) {
  const auto block = [&](std::size_t sample) { return ties.block_of.empty() ? 0 : ties.block_of[sample]; };
  std::map<std::size_t, Samples> groups;
  for (std::size_t i = 0; i < class_of_.size(); ++i)
    groups[ties.group_of.empty() ? i : ties.group_of[i]].push_back(i);
  const bool whole =
      std::ranges::all_of(groups, [&](const auto& group) { return has_one_class(group.second, class_of_); });
  std::map<Samples, std::vector<Samples>> sets;  // by the blocks of a group, or by group and block
  for (const auto& entry : groups) {
    auto samples = entry.second;
    if (whole) {
      std::ranges::stable_sort(samples, {}, block);
      Samples blocks;
      for (const std::size_t sample : samples) blocks.push_back(block(sample));
      sets[std::move(blocks)].push_back(std::move(samples));
    } else {
      for (const std::size_t sample : samples) sets[{entry.first, block(sample)}].push_back({sample});
    }
  }
  for (auto& entry : sets) {
    auto& units = entry.second;
    moves_ = moves_ || std::ranges::any_of(units, [&](const Samples& unit) {
               return class_of_[unit.front()] != class_of_[units.front().front()];
             });
    exchangeable_.push_back(std::move(units));
  }
}

std::vector<std::size_t> GroupPermutation::permuted(std::uint64_t seed, std::uint64_t index) const {
  Random random(seed, Stream::label_permutation, index);
  std::vector<std::size_t> result = class_of_;
  for (const auto& units : exchangeable_) {
    std::vector<std::size_t> classes;
    for (const auto& unit : units) classes.push_back(class_of_[unit.front()]);
    random.shuffle(std::span(classes));
    for (std::size_t u = 0; u < units.size(); ++u) {
      for (const std::size_t sample : units[u]) result[sample] = classes[u];
    }
  }
  return result;
}

}  // namespace lampyris
