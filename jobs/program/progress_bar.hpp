// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "src/base/progress.hpp"

namespace lampyris::jobs {

/// Progress on stderr: on a terminal a bar that is redrawn, with rate and time left; otherwise a plain line
/// every ten percent, at most one in ten seconds.
class ProgressBar final : public Progress {
 public:
  /// `total` units are 100 %.
  ProgressBar(std::string what, std::size_t total);
  ~ProgressBar() override;
  void advance(std::size_t units) override;

 private:
  using Clock = std::chrono::steady_clock;
  void draw(Clock::time_point now);
  std::string what_;
  std::size_t total_;
  std::size_t done_ = 0;
  bool terminal_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point shown_ = start_;
  std::size_t shown_tenth_ = 0;
};

}  // namespace lampyris::jobs
