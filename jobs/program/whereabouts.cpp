// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/whereabouts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lampyris::jobs {
std::string Place::text() const {
  std::string text = stage;
  if (!phase.empty()) {
    if (!phase.starts_with(stage)) text += ": " + phase;
    if (phase.starts_with(stage)) text = phase;
    text += fmt::format(" ({} of {})", done, total);
  }
  if (epoch && stage == "train") text += fmt::format(", after epoch {}", epoch->epoch);
  return text;
}

void Whereabouts::enter(const std::string& stage) {
  const std::lock_guard lock(mutex_);
  if (!place_.stage.empty()) before_.push_back(place_.stage);
  place_.stage = stage;
  place_.phase.clear();
  place_.done = place_.total = 0;
  place_.epoch.reset();
  ++place_.moves;
}

void Whereabouts::begin(const std::string& phase, std::size_t total) {
  const std::lock_guard lock(mutex_);
  place_.phase = phase;
  place_.done = 0;
  place_.total = total;
  ++place_.moves;
}

void Whereabouts::advance(std::size_t units) {
  const std::lock_guard lock(mutex_);
  place_.done = std::min(place_.total, place_.done + units);
  ++place_.moves;
}

void Whereabouts::finish_epoch(const EpochReport& report) {
  const std::lock_guard lock(mutex_);
  place_.epoch = report;
  ++place_.moves;
}

void Whereabouts::end_phase() {
  const std::lock_guard lock(mutex_);
  place_.phase.clear();
  ++place_.moves;
}

Place Whereabouts::now() const {
  const std::lock_guard lock(mutex_);
  return place_;
}

std::vector<std::string> Whereabouts::stages_before() const {
  const std::lock_guard lock(mutex_);
  return before_;
}

}  // namespace lampyris::jobs
