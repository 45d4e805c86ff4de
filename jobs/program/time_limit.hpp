// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace lampyris::jobs {

/// When a job has to have ended.
struct TimeLimit {
  double seconds = 0;  ///< from when this process began to look
  std::string source;  ///< "run.max_hours", "Slurm"
};

/// The earlier of the limit that was set (`max_hours`; 0 = none) and the end of the Slurm job that this
/// process belongs to: by SLURM_JOB_END_TIME, or asked of squeue, which has 10 seconds to answer. None when
/// there is neither, or Slurm does not say.
[[nodiscard]] std::optional<TimeLimit> find_time_limit(double max_hours);

/// Seconds before the limit at which a stop begins: two minutes, or a minute and twice what the last
/// checkpoint took; for limits below 20 minutes a tenth, or twice what the last checkpoint took.
[[nodiscard]] double stop_margin(double limit_seconds, double checkpoint_seconds);

/// "1.5 h", "12 min", "40 s".
[[nodiscard]] std::string text_of_seconds(double seconds);

}  // namespace lampyris::jobs
