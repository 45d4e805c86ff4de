// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/time_limit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>

#include "src/base/number.hpp"

namespace lampyris::jobs {
namespace {

double seconds_from_now(std::time_t end) {
  return std::difftime(end, std::time(nullptr));
}

std::string answer_of(const std::string& command) {
  struct Close {
    void operator()(std::FILE* pipe) const { pclose(pipe); }
  };
  const std::unique_ptr<std::FILE, Close> pipe(popen(command.c_str(), "r"));
  std::array<char, 64> text{};
  if (!pipe || std::fgets(text.data(), text.size(), pipe.get()) == nullptr) return {};
  return text.data();
}

// squeue gives local time: 2026-01-31T13:00:00; something else when there is no limit.
std::optional<double> seconds_by_squeue(const char* job) {
  if (job == nullptr || !read_size(job)) return std::nullopt;
  const auto text = answer_of(fmt::format("timeout 10 squeue -h -j {} -o %e 2>/dev/null", job));
  std::tm end{};
  if (strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &end) == nullptr) return std::nullopt;
  end.tm_isdst = -1;
  return seconds_from_now(std::mktime(&end));
}

std::optional<double> seconds_by_slurm() {
  if (const char* end = std::getenv("SLURM_JOB_END_TIME")) {
    if (const auto time = read_size(end)) return seconds_from_now(static_cast<std::time_t>(*time));
  }
  return seconds_by_squeue(std::getenv("SLURM_JOB_ID"));
}

}  // namespace

std::optional<TimeLimit> find_time_limit(double max_hours) {
  std::optional<TimeLimit> limit;
  if (max_hours > 0) limit = TimeLimit{max_hours * 3600, "run.max_hours"};
  const auto slurm = seconds_by_slurm();
  if (slurm && *slurm > 0 && (!limit || *slurm < limit->seconds)) limit = TimeLimit{*slurm, "Slurm"};
  return limit;
}

double stop_margin(double limit_seconds, double checkpoint_seconds) {
  constexpr double is_short = 20 * 60;
  if (limit_seconds < is_short) return std::max(0.1 * limit_seconds, 2 * checkpoint_seconds);
  return std::max(120.0, 60 + 2 * checkpoint_seconds);
}

std::string text_of_seconds(double seconds) {
  if (seconds < 120) return fmt::format("{:.3g} s", seconds);
  if (seconds < 7200) return fmt::format("{:.3g} min", seconds / 60);
  return fmt::format("{:.4g} h", seconds / 3600);
}

}  // namespace lampyris::jobs
