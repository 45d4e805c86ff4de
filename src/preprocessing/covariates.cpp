// SPDX-License-Identifier: Apache-2.0
#include "src/preprocessing/covariates.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "src/base/number.hpp"
#include "src/preprocessing/step_arguments.hpp"

namespace lampyris {
namespace {

std::optional<double> covariate_of(const std::string& text) {
  const auto number = read_number(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

[[noreturn]] void refuse_missing(const std::string& column, std::size_t sample, const StepPlace& place) {
  throw DataError(fmt::format("cohort.preprocess: sample \"{}\" has no {}; every sample must have one",
                              place.samples[sample], column));
}

}  // namespace

void Batches::fit(const SampleSet& training, const SampleSet& others, const StepPlace& place) {
  const auto& values = place.annotation.column(column_);
  std::set<std::string> seen;
  for (const std::size_t sample : training.samples()) {
    if (values[sample].empty()) refuse_missing(column_, sample, place);
    seen.insert(values[sample]);
  }
  std::set<std::string> more;
  for (const std::size_t sample : others.samples()) {
    if (values[sample].empty()) refuse_missing(column_, sample, place);
    if (!seen.contains(values[sample])) more.insert(values[sample]);
  }
  names_.assign(seen.begin(), seen.end());
  trained_ = names_.size();
  names_.insert(names_.end(), more.begin(), more.end());
}

std::string Batches::name_of(std::size_t sample, const StepPlace& place) const {
  const auto at = place.annotation.find(column_);
  return at ? place.annotation.values[*at][sample] : std::string();
}

std::size_t Batches::of(std::size_t sample, const StepPlace& place) const {
  const auto name = name_of(sample, place);
  return static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
}

std::map<std::string, std::vector<std::size_t>> Batches::unseen(const SampleBlock& block,
                                                                const StepPlace& place) const {
  std::map<std::string, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < block.samples.size(); ++i) {
    if (of(block.samples[i], place) == names_.size()) rows[name_of(block.samples[i], place)].push_back(i);
  }
  return rows;
}

void Batches::store(StepState& state) const {
  state.texts["batches"] = names_;
  state.numbers["trained"] = {static_cast<double>(trained_)};
}

void Batches::restore(const StepState& state) {
  names_ = state.texts.at("batches");
  trained_ = static_cast<std::size_t>(
      std::clamp(state.numbers.at("trained").at(0), 0.0, static_cast<double>(names_.size())));
}

void Covariates::fit(const SampleSet& training, const StepPlace& place) {
  levels_.clear();
  for (const auto& column : columns_) {
    const auto& values = place.annotation.column(column);
    std::set<std::string> levels;
    bool numbers = true;
    for (const std::size_t sample : training.samples()) {
      if (values[sample].empty()) refuse_missing(column, sample, place);
      levels.insert(values[sample]);
      numbers = numbers && covariate_of(values[sample]);
    }
    levels_.emplace_back();
    if (!numbers) levels_.back().assign(levels.begin(), levels.end());
  }
}

std::size_t Covariates::size() const {
  std::size_t size = 0;
  for (const auto& levels : levels_) size += levels.empty() ? 1 : levels.size() - 1;
  return size;
}

std::vector<double> Covariates::of(std::size_t sample, const StepPlace& place) const {
  std::vector<double> design;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const auto& value = place.annotation.column(columns_[c])[sample];
    if (value.empty()) refuse_missing(columns_[c], sample, place);
    const auto& levels = levels_[c];
    if (levels.empty()) {
      const auto number = covariate_of(value);
      if (!number) {
        throw DataError(
            fmt::format("cohort.preprocess: sample \"{}\": {} is \"{}\"; must be a number, as in training",
                        place.samples[sample], columns_[c], value));
      }
      design.push_back(*number);
      continue;
    }
    const auto level = std::ranges::find(levels, value);
    if (level == levels.end()) {
      throw DataError(fmt::format("cohort.preprocess: sample \"{}\": no training sample has \"{}\" for {}",
                                  place.samples[sample], value, columns_[c]));
    }
    for (auto one = levels.begin() + 1; one != levels.end(); ++one) design.push_back(one == level ? 1 : 0);
  }
  return design;
}

void Covariates::store(StepState& state) const {
  for (std::size_t c = 0; c < columns_.size(); ++c) state.texts["levels of " + columns_[c]] = levels_[c];
}

void Covariates::restore(const StepState& state) {
  levels_.clear();
  for (const auto& column : columns_) levels_.push_back(state.texts.at("levels of " + column));
}

}  // namespace lampyris
