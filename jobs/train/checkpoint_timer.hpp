// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace lampyris::jobs {

/// Says when the time since the last checkpoint has passed, by this rank's clock.
class CheckpointTimer {
 public:
  explicit CheckpointTimer(double minutes) : period_(minutes * 60) {}
  [[nodiscard]] bool due() const;
  /// The time since then.
  [[nodiscard]] double seconds() const;
  void restart();

 private:
  using Clock = std::chrono::steady_clock;
  std::chrono::duration<double> period_;
  Clock::time_point last_ = Clock::now();
};

}  // namespace lampyris::jobs
