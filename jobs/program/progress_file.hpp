// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "jobs/program/whereabouts.hpp"

namespace lampyris::jobs {

/// progress.jsonl: a JSON object a line that says how far a job is, added to what stands in the file. A full
/// disk loses lines, never a job. One calling thread.
class ProgressFile {
 public:
  explicit ProgressFile(const std::filesystem::path& path);
  /// Adds a line when there is something new, and, unless the stage is another one, not within a second of
  /// the last.
  void write(const Place& place);

 private:
  [[nodiscard]] std::optional<double> rate_since_last(const Place& place, double now) const;

  std::ofstream file_;
  Place last_;
  double written_ = 0;
};

/// The line for a place, without its end: time (UTC), stage, phase, done, total, units_per_second and eta
/// (seconds) when a rate is known, which is above 0; once an epoch is done epoch, loss, r2_train, r2_heldout,
/// samples_per_second. What is not known is left out.
[[nodiscard]] std::string progress_line(const Place& place, std::optional<double> units_per_second);

}  // namespace lampyris::jobs
