// SPDX-License-Identifier: Apache-2.0
#include "src/training/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lampyris {

double Schedule::at(std::uint64_t done) const {
  const auto t = static_cast<double>(done);
  double now = rate;
  switch (kind) {
    case Kind::constant:
      break;
    case Kind::inverse_time:
      now /= 1 + decay * t;
      break;
    case Kind::cosine:
      now *= 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, t / static_cast<double>(updates))));
      break;
    case Kind::step: {
      const std::uint64_t whole_steps = done / step_updates;
      now *= std::pow(step_factor, static_cast<double>(whole_steps));
      break;
    }
  }
  if (done < warmup_updates) now *= (t + 1) / static_cast<double>(warmup_updates);
  return now;
}

}  // namespace lampyris
