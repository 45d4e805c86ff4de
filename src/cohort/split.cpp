// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/split.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <span>

#include "src/base/error.hpp"
#include "src/base/random.hpp"

namespace lampyris {

Split split_samples(const Labels& groups, double fraction, std::uint64_t seed) {
  const std::size_t samples = groups.of_sample.size();
  const auto wanted = static_cast<std::size_t>(std::llround(fraction * static_cast<double>(samples)));
  std::vector<std::size_t> size(groups.classes.size());
  for (const std::size_t group : groups.of_sample) ++size[group];

  std::vector<std::size_t> order(groups.classes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random(seed, Stream::split, 0).shuffle(std::span(order));
  std::vector<bool> out(groups.classes.size());
  std::size_t held = 0;
  for (std::size_t i = 0; i < order.size() && held < wanted; ++i) {
    out[order[i]] = true;
    held += size[order[i]];
  }

  Split split;
  for (std::size_t i = 0; i < samples; ++i) {
    (out[groups.of_sample[i]] ? split.heldout : split.training).push_back(i);
  }
  if (split.training.empty()) {
    throw UsageError(
        fmt::format("cohort.heldout = {} leaves no training sample: {} samples in {} groups; hold out less",
                    fraction, samples, groups.classes.size()));
  }
  return split;
}

}  // namespace lampyris
