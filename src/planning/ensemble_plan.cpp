// SPDX-License-Identifier: Apache-2.0
#include "src/planning/ensemble_plan.hpp"

#include <algorithm>

namespace lampyris {
namespace {

// The training samples, and what is made of them on the way.
constexpr double copies_of_cohort = 2;

// Members of a default ensemble, and the values of a cohort up to which that many are made unasked.
constexpr std::size_t usual_members = 10;
constexpr double most_values = 2.5e7;

}  // namespace

std::size_t automatic_members(std::size_t samples, std::size_t genes) {
  return static_cast<double>(samples) * static_cast<double>(genes) <= most_values ? usual_members : 1;
}

std::size_t members_at_once(std::size_t members, std::size_t ranks, double cohort_bytes, double limit) {
  std::size_t parts = std::max<std::size_t>(1, std::min(ranks, members));
  const double needed = copies_of_cohort * cohort_bytes;
  while (parts > 1 && limit > 0 && needed > limit * static_cast<double>(ranks / parts)) --parts;
  return parts;
}

EnsembleCosts ensemble_costs(std::size_t members, std::size_t at_once, double seconds, double bytes) {
  const std::size_t rounds = (members + at_once - 1) / at_once;
  const auto fewer = static_cast<double>(at_once);
  return {at_once, static_cast<double>(rounds) * fewer * seconds, fewer * bytes};
}

}  // namespace lampyris
