// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/checkpoint_timer.hpp"

namespace lampyris::jobs {

bool CheckpointTimer::due() const {
  return Clock::now() - last_ >= period_;
}

double CheckpointTimer::seconds() const {
  return std::chrono::duration<double>(Clock::now() - last_).count();
}

void CheckpointTimer::restart() {
  last_ = Clock::now();
}

}  // namespace lampyris::jobs
