// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <set>
#include <span>

#include "src/base/error.hpp"
#include "src/base/random.hpp"

namespace lampyris {
namespace {

Split split_of(const std::vector<SamplePart>& parts) {
  Split split;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    (parts[i] == SamplePart::training     ? split.training
     : parts[i] == SamplePart::validation ? split.validation
                                          : split.test)
        .push_back(i);
  }
  return split;
}

std::vector<std::size_t> groups_among(const std::vector<std::size_t>& samples, const Labels& groups) {
  std::vector<std::size_t> among;
  for (const std::size_t sample : samples) among.push_back(groups.of_sample[sample]);
  std::ranges::sort(among);
  among.erase(std::unique(among.begin(), among.end()), among.end());
  return among;
}

}  // namespace

std::vector<std::size_t> Split::heldout() const {
  std::vector<std::size_t> all;
  std::ranges::merge(validation, test, std::back_inserter(all));
  return all;
}

std::vector<SamplePart> Split::parts() const {
  std::vector<SamplePart> parts(training.size() + validation.size() + test.size());
  for (const std::size_t sample : validation) parts[sample] = SamplePart::validation;
  for (const std::size_t sample : test) parts[sample] = SamplePart::test;
  return parts;
}

Split split_samples(const Labels& groups, const SplitShares& shares, std::uint64_t seed) {
  const std::size_t samples = groups.of_sample.size();
  std::vector<std::size_t> size(groups.classes.size());
  for (const std::size_t group : groups.of_sample) ++size[group];
  std::vector<std::size_t> order(groups.classes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random(seed, Stream::split, 0).shuffle(std::span(order));

  std::vector<SamplePart> part_of(groups.classes.size(), SamplePart::training);
  std::size_t next = 0;
  const auto take = [&](SamplePart part, double share) {
    if (share <= 0) return;
    const auto rounded = static_cast<std::size_t>(std::llround(share * static_cast<double>(samples)));
    const std::size_t wanted = std::max<std::size_t>(rounded, 1);
    for (std::size_t held = 0; next < order.size() && held < wanted; ++next) {
      part_of[order[next]] = part;
      held += size[order[next]];
    }
  };
  take(SamplePart::test, shares.test);
  take(SamplePart::validation, shares.validation);
  if (next == order.size()) {
    throw UsageError(fmt::format(
        "cohort.heldout = {} and cohort.validation = {} leave no training sample: {} samples in {} "
        "groups; hold out less, or set one of them to 0",
        shares.test, shares.validation, samples, groups.classes.size()));
  }

  std::vector<SamplePart> parts;
  for (const std::size_t group : groups.of_sample) parts.push_back(part_of[group]);
  return split_of(parts);
}

std::size_t count_groups(const std::vector<std::size_t>& group_of_sample,
                         const std::vector<std::size_t>& samples) {
  std::set<std::size_t> groups;
  for (const std::size_t sample : samples) groups.insert(group_of_sample.at(sample));
  return groups.size();
}

Split resample_groups(const Split& split, const Labels& groups, double share, std::uint64_t seed,
                      std::uint64_t number) {
  auto parts = split.parts();
  Random random(seed, Stream::resampled_groups, number);
  for (const auto* part : {&split.training, &split.validation}) {
    auto among = groups_among(*part, groups);
    random.shuffle(std::span(among));
    std::vector<std::size_t> size(groups.classes.size());
    for (const std::size_t sample : *part) ++size[groups.of_sample[sample]];
    std::vector<bool> leaves(groups.classes.size());
    const double wanted = share * static_cast<double>(part->size());
    std::size_t moved = 0;
    for (std::size_t g = 0; g + 1 < among.size() && static_cast<double>(moved) < wanted; ++g) {
      leaves[among[g]] = true;
      moved += size[among[g]];
    }
    for (const std::size_t sample : *part) {
      if (leaves[groups.of_sample[sample]]) parts[sample] = SamplePart::test;
    }
  }
  return split_of(parts);
}

}  // namespace lampyris
