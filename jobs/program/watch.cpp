// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/watch.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <utility>

#include "jobs/program/last_word.hpp"
#include "jobs/program/stop_signal.hpp"
#include "mpi/environment.hpp"
#include "mpi/launcher.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

constexpr std::int32_t time_is_up = 1000;  // above the numbers of signals

// For work to end by itself, where that is tidier. mpirun kills a second after SIGTERM.
double grace_seconds(std::int32_t why) {
  return why == SIGTERM ? 0.5 : 1.5;
}

double clock_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

class WatchedProgress final : public Progress {
 public:
  WatchedProgress(Watch& watch, const std::string& phase, std::size_t total, std::unique_ptr<Progress> shown)
      : watch_(watch), shown_(std::move(shown)) {
    watch_.whereabouts().begin(phase, total);
  }
  ~WatchedProgress() override { watch_.whereabouts().end_phase(); }
  void advance(std::size_t units) override {
    watch_.whereabouts().advance(units);
    shown_->advance(units);
    watch_.stop_here();
  }

 private:
  Watch& watch_;
  std::unique_ptr<Progress> shown_;
};

}  // namespace

void Watch::start(WatchRules rules) {
  rules_ = std::move(rules);
  start_ = clock_seconds();
  whereabouts_.enter(rules_.command);
  const bool is_first = beats_.rank() == 0;
  if (is_first && !rules_.progress_file.empty()) progress_file_.emplace(rules_.progress_file);
  mpi::HeartbeatHooks hooks;
  hooks.mine = [this] {
    const Place place = whereabouts_.now();
    return mpi::Beat{place.text(), place.moves, why_to_stop()};
  };
  hooks.stopping = [this](std::int32_t why) { stopping(why); };
  hooks.stalled = [this](const std::string& line) { rules_.say(line); };
  hooks.lost = [this](const std::string& line) {
    end_job(line + "; run the same command again to go on", ExitCode::failed);
  };
  hooks.tick = [this] {
    if (progress_file_) progress_file_->write(whereabouts_.now());
  };
  heartbeat_ = std::make_unique<mpi::Heartbeat>(beats_, rules_.heartbeat, std::move(hooks));
}

void Watch::finish() {
  ++holders_;  // what is done is no more to be stopped
  heartbeat_->finish();
  if (progress_file_) progress_file_->write(whereabouts_.now());
}

std::int32_t Watch::why_to_stop() const {
  if (const auto why = agreed_.load(); why != 0) return why;
  if (const int number = stop_signal_seen(); number != 0) return number;
  if (!rules_.limit) return 0;
  const double margin = stop_margin(rules_.limit->seconds, checkpoint_seconds_);
  return clock_seconds() - start_ >= rules_.limit->seconds - margin ? time_is_up : 0;
}

std::shared_ptr<void> Watch::hold() {
  ++holders_;
  return {this, [unwinding = std::uncaught_exceptions()](Watch* watch) {
            if (std::uncaught_exceptions() != unwinding) return;
            watch->free_since_ = clock_seconds();
            --watch->holders_;
          }};
}

void Watch::stop_here() {
  if (agreed_ != 0 && holders_ == 0) throw Interrupted(stop_text());
}

std::string Watch::stop_text() const {
  constexpr std::size_t most_named = 10;  // a sweep may have a thousand
  const std::int32_t why = agreed_;
  auto before = whereabouts_.stages_before();
  if (before.size() > most_named) {
    before.insert(before.begin() + most_named, fmt::format("and {} more", before.size() - most_named));
    before.resize(most_named + 1);
  }
  const std::string reason = why == time_is_up ? "the time limit" : signal_name(why);
  // The first that was entered is the command itself.
  const std::string kept = before.size() < 2
                               ? "nothing is left half-written"
                               : fmt::format("kept: {}", fmt::join(before.begin() + 1, before.end(), ", "));
  return fmt::format("{}: stopped by {}; {}; run the same command again to go on", whereabouts_.now().stage,
                     reason, kept);
}

void Watch::stopping(std::int32_t why) {
  if (agreed_ == 0) stop_since_ = clock_seconds();
  agreed_ = why;
  if (holders_ != 0) return;
  if (beats_.rank() != 0) return say_no_last_word();
  if (clock_seconds() - std::max(stop_since_, free_since_.load()) <
      std::max(least_grace_.load(), grace_seconds(why))) {
    return;
  }
  end_job(stop_text(), ExitCode::interrupted);
}

void Watch::end_job(const std::string& line, ExitCode code) {
  // Who has spoken already is about to end the job, with another code.
  if (!say_last_word(line)) return;
  rules_.note(line);
  constexpr unsigned patience_seconds = 4;
  if (code == ExitCode::failed) mpi::end_launcher_in(patience_seconds);
  mpi::abort_job(static_cast<int>(code));
}

std::unique_ptr<Progress> Watch::progress(const std::string& phase, std::size_t total,
                                          std::unique_ptr<Progress> shown) {
  return std::make_unique<WatchedProgress>(*this, phase, total, std::move(shown));
}

}  // namespace lampyris::jobs
