// SPDX-License-Identifier: Apache-2.0
#include "src/modules/cross_validation.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

struct Tally {
  std::size_t cases = 0;
  std::size_t samples = 0;
};

std::vector<Tally> tally_groups(const Contrast& contrast) {
  std::vector<Tally> tallies(contrast.groups);
  for (std::size_t i = 0; i < contrast.group.size(); ++i) {
    tallies[contrast.group[i]].cases += contrast.is_case[i];
    ++tallies[contrast.group[i]].samples;
  }
  return tallies;
}

/// Cases, and controls, must stand in at least two folds each: the others train.
bool all_trainable(const Contrast& contrast, const std::vector<Tally>& folds) {
  return std::all_of(folds.begin(), folds.end(), [&](const Tally& fold) {
    return fold.cases < contrast.cases && fold.samples - fold.cases < contrast.controls();
  });
}

}  // namespace

Folds assign_folds(const Contrast& contrast, std::uint64_t seed) {
  constexpr std::size_t most_folds = 5;
  const auto groups = tally_groups(contrast);
  std::vector<std::size_t> order(groups.size());
  std::iota(order.begin(), order.end(), 0U);
  Random random(seed, Stream::folds, contrast.stream_index(0));
  random.shuffle(std::span(order));
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(groups[a].cases, groups[a].samples) > std::pair(groups[b].cases, groups[b].samples);
  });
  std::vector<Tally> folds(std::min(most_folds, groups.size()));
  std::vector<std::size_t> fold_of_group(groups.size());
  for (const auto group : order) {
    const auto emptiest = std::min_element(folds.begin(), folds.end(), [&](const Tally& a, const Tally& b) {
      return groups[group].cases > 0 ? std::pair(a.cases, a.samples) < std::pair(b.cases, b.samples)
                                     : a.samples < b.samples;
    });
    emptiest->cases += groups[group].cases;
    emptiest->samples += groups[group].samples;
    fold_of_group[group] = static_cast<std::size_t>(emptiest - folds.begin());
  }
  Folds result{all_trainable(contrast, folds) ? folds.size() : 0, {}};
  for (const auto group : contrast.group) result.of_sample.push_back(fold_of_group[group]);
  return result;
}

Auroc cross_validate(const RidgeLogistic& classifier, const Contrast& contrast, const Folds& folds) {
  const std::size_t n = contrast.samples.size();
  if (folds.count == 0) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    return {unknown, unknown, unknown, unknown, contrast.cases, contrast.controls()};
  }
  std::vector<double> scores(n);
  for (std::size_t fold = 0; fold < folds.count; ++fold) {
    std::vector<std::uint8_t> used(n);
    for (std::size_t i = 0; i < n; ++i) used[i] = folds.of_sample[i] == fold ? 0 : 1;
    const auto fit = classifier.fit(contrast.is_case, used);
    for (std::size_t i = 0; i < n; ++i) {
      if (used[i] == 0) scores[i] = classifier.score(i, fit);
    }
  }
  return auroc(scores, contrast.is_case);
}

}  // namespace lampyris
