// SPDX-License-Identifier: Apache-2.0
#include "src/training/batches/epoch_order.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

// Streams of one epoch: a stratum each, then the order of the strata.
std::uint64_t stream_index(std::size_t epoch, std::size_t number) {
  return epoch * (strata + 1) + number;
}

}  // namespace

Slice samples_of_group(std::size_t samples, std::size_t groups, std::size_t index) {
  if (groups > strata || samples < strata) return part_of(samples, groups, index);
  const Slice mine = part_of(strata, groups, index);
  const std::size_t first = part_of(samples, strata, mine.offset).offset;
  return {first, part_of(samples, strata, mine.end() - 1).end() - first};
}

void epoch_order(const BatchPlan& plan, std::size_t epoch, std::vector<std::uint32_t>& order) {
  std::vector<std::uint32_t> shuffled(plan.samples);
  std::iota(shuffled.begin(), shuffled.end(), 0U);
  for (std::size_t s = 0; s < strata; ++s) {
    const Slice stratum = part_of(plan.samples, strata, s);
    Random(plan.seed, Stream::shuffle, stream_index(epoch, s))
        .shuffle(std::span(shuffled).subspan(stratum.offset, stratum.count));
  }
  Random rounds(plan.seed, Stream::shuffle, stream_index(epoch, strata));
  std::array<std::uint32_t, strata> turns{};
  std::iota(turns.begin(), turns.end(), 0U);
  order.clear();
  order.reserve(plan.samples);
  for (std::size_t round = 0; order.size() < plan.samples; ++round) {
    rounds.shuffle(std::span<std::uint32_t>(turns));
    for (const std::uint32_t s : turns) {
      const Slice stratum = part_of(plan.samples, strata, s);
      if (round < stratum.count) order.push_back(shuffled[stratum.offset + round]);
    }
  }
}

std::size_t most_members(const BatchPlan& plan, Slice held) {
  std::size_t touched = 0;
  for (std::size_t s = 0; s < strata; ++s) {
    const Slice stratum = part_of(plan.samples, strata, s);
    if (stratum.offset < held.end() && stratum.end() > held.offset) ++touched;
  }
  // A batch lies in at most this many rounds, and a stratum gives one sample a round.
  const bool begins_with_rounds = plan.batch % strata == 0;
  const std::size_t rounds = plan.batch / strata + (begins_with_rounds ? 0 : 2);
  return std::min({held.count, plan.batch, touched * rounds});
}

}  // namespace lampyris
