// SPDX-License-Identifier: Apache-2.0
#include "jobs/submit/slurm_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lampyris::jobs {
namespace {

constexpr double quarter = 900;  // seconds
constexpr double day = 86400;

std::string memory_of(double bytes, std::size_t ranks) {
  const double rank = std::max(1.3 * bytes + 0.3e9, 0.7e9);
  return fmt::format("{:.0f}M", std::ceil(rank * static_cast<double>(ranks) / 1048576));
}

std::string time_of(double seconds) {
  // At the limit the job saves, is queued again and goes on: a day waits less in the queue than a week.
  const double asked = std::min(day, quarter * std::ceil((1.5 * seconds + quarter) / quarter));
  const int minutes = static_cast<int>(asked / 60);
  return fmt::format("{:02}:{:02}:00", minutes / 60, minutes % 60);
}

}  // namespace

SlurmRequest request_of(const JobPlan& plan) {
  return {plan.nodes, plan.ranks_per_node, plan.threads, memory_of(plan.bytes, plan.ranks_per_node),
          time_of(plan.seconds)};
}

}  // namespace lampyris::jobs
