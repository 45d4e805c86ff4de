// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/progress_file.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <ctime>

#include <nlohmann/json.hpp>

namespace lampyris::jobs {
namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// After a power loss the last line may be half a one.
bool ends_in_a_line(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || file.tellg() <= 0) return true;
  file.seekg(-1, std::ios::end);
  return file.get() == '\n';
}

}  // namespace

std::string progress_line(const Place& place, std::optional<double> units_per_second) {
  nlohmann::ordered_json line = {
      {"time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))},
      {"stage", place.stage}};
  const auto add = [&](const char* key, double value) {
    if (std::isfinite(value)) line[key] = value;
  };
  if (!place.phase.empty()) {
    line["phase"] = place.phase;
    line["done"] = place.done;
    line["total"] = place.total;
    if (units_per_second) {
      add("units_per_second", *units_per_second);
      add("eta", static_cast<double>(place.total - place.done) / *units_per_second);
    }
  }
  if (place.epoch) {
    line["epoch"] = place.epoch->epoch;
    add("loss", place.epoch->loss_train);
    add("r2_train", place.epoch->r2_train);
    add("r2_heldout", place.epoch->r2_heldout);
    add("samples_per_second", place.epoch->samples_per_second);
  }
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

ProgressFile::ProgressFile(const std::filesystem::path& path) {
  const bool whole = ends_in_a_line(path);
  file_.open(path, std::ios::app);
  if (!whole) file_ << '\n';
}

// Since the line before: what was done before a restart is no part of the rate.
std::optional<double> ProgressFile::rate_since_last(const Place& place, double now) const {
  const bool goes_on = place.stage == last_.stage && place.phase == last_.phase && place.done > last_.done;
  if (!goes_on || now <= written_) return std::nullopt;
  return static_cast<double>(place.done - last_.done) / (now - written_);
}

void ProgressFile::write(const Place& place) {
  if (place.stage.empty() || place.moves == last_.moves) return;
  const double now = seconds_now();
  if (place.stage == last_.stage && now - written_ < 1) return;
  file_.clear();
  file_ << progress_line(place, rate_since_last(place, now)) + '\n' << std::flush;
  last_ = place;
  written_ = now;
}

}  // namespace lampyris::jobs
