// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/progress_bar.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace lampyris::jobs {
namespace {

std::string in_time(double seconds) {
  const auto whole = std::lround(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole % 3600 / 60);
}

constexpr double redraw_seconds = 0.1;
constexpr double line_seconds = 10;

}  // namespace

ProgressBar::ProgressBar(std::string what, std::size_t total)
    : what_(std::move(what)),
      total_(std::max<std::size_t>(1, total)),
      terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (terminal_ && done_ > 0) {
    draw(Clock::now());
    std::fputc('\n', stderr);
  }
}

void ProgressBar::advance(std::size_t units) {
  done_ = std::min(total_, done_ + units);
  const auto now = Clock::now();
  const double since = std::chrono::duration<double>(now - shown_).count();
  const std::size_t tenth = 10 * done_ / total_;
  const bool due = terminal_ ? since >= redraw_seconds : tenth > shown_tenth_ && since >= line_seconds;
  if (!due) return;
  shown_ = now;
  shown_tenth_ = tenth;
  draw(now);
}

void ProgressBar::draw(Clock::time_point now) {
  constexpr std::size_t width = 30;
  const double seconds = std::max(1e-9, std::chrono::duration<double>(now - start_).count());
  const double rate = static_cast<double>(done_) / seconds;
  const double left = static_cast<double>(total_ - done_) / std::max(rate, 1e-9);
  const std::string numbers = fmt::format("{:3} %  {}/{}  {:.3g}/s  {} left", 100 * done_ / total_, done_,
                                          total_, rate, in_time(left));
  if (terminal_) {
    const std::size_t full = width * done_ / total_;
    fmt::print(stderr, "\r\x1b[K{} [{}{}] {}", what_, std::string(full, '='), std::string(width - full, ' '),
               numbers);
  } else {
    fmt::print(stderr, "{}: {}\n", what_, numbers);
  }
  std::fflush(stderr);
}

}  // namespace lampyris::jobs
