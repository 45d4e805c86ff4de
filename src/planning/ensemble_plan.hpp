// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace lampyris {

/// The number of members where run.seeds is "auto", for a cohort of so many samples and genes.
[[nodiscard]] std::size_t automatic_members(std::size_t samples, std::size_t genes);

/// How many of `members` members of an ensemble, or cells of a sweep, work at the same time: as many as there
/// are `ranks`, and as these hold cohorts of so many bytes when each may use `limit` bytes (0: nothing is
/// known).
[[nodiscard]] std::size_t members_at_once(std::size_t members, std::size_t ranks, double cohort_bytes,
                                          double limit);

/// The time and memory that members of an ensemble take beside the run itself.
struct EnsembleCosts {
  std::size_t at_once = 1;  ///< members that work at the same time
  double seconds = 0;       ///< of training all of them, at most
  double bytes = 0;         ///< of a rank, at most
};

/// Gives the costs of members that are trained by a part of the ranks each, when all ranks train one in
/// `seconds` with `bytes` a rank: with fewer ranks both grow at most as the ranks get fewer.
[[nodiscard]] EnsembleCosts ensemble_costs(std::size_t members, std::size_t at_once, double seconds,
                                           double bytes);

}  // namespace lampyris
