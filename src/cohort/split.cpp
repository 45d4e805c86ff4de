// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <span>

#include "src/base/error.hpp"
#include "src/base/random.hpp"

namespace lampyris {

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

  Split split;
  for (std::size_t i = 0; i < samples; ++i) {
    const SamplePart part = part_of[groups.of_sample[i]];
    (part == SamplePart::training     ? split.training
     : part == SamplePart::validation ? split.validation
                                      : split.test)
        .push_back(i);
  }
  return split;
}

}  // namespace lampyris
