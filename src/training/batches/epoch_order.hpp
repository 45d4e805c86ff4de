// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/base/slice.hpp"

namespace lampyris {

/// How the training samples are cut into batches.
struct BatchPlan {
  std::size_t samples = 0;  ///< over all ranks; at least 1
  std::size_t batch = 0;    ///< at least 1
  std::uint64_t seed = 0;   ///< decides the order

  /// The number of batches of an epoch.
  [[nodiscard]] std::size_t steps() const { return (samples + batch - 1) / batch; }
  /// The places in an epoch's order that make up the batch of `step`; the last may have fewer.
  [[nodiscard]] Slice places(std::size_t step) const {
    const std::size_t first = step * batch;
    return {first, (samples - first < batch ? samples - first : batch)};
  }
};

/// The training samples, contiguously, in 64 strata (fewer when there are fewer samples).
constexpr std::size_t strata = 64;

/// The training samples that group `index` of `groups` holds: whole strata, as long as there are at least as
/// many strata as groups.
[[nodiscard]] Slice samples_of_group(std::size_t samples, std::size_t groups, std::size_t index);

/// In which order the samples of an epoch are visited: a function of (seed, epoch) alone. Every stratum is
/// shuffled; then, round after round, each stratum that has samples left gives its next one, the strata of a
/// round in random order. So 64 neighbours in the order come from 64 strata, and groups that hold equally
/// many strata have equal shares of every such run.
void epoch_order(const BatchPlan& plan, std::size_t epoch, std::vector<std::uint32_t>& order);

/// No batch has more of the samples `held` than this.
[[nodiscard]] std::size_t most_members(const BatchPlan& plan, Slice held);

}  // namespace lampyris
