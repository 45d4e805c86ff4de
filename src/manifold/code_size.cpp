// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/code_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

// The sizes that so many fitted samples of a rank allow, rising.
std::vector<std::size_t> allowed_sizes(std::vector<std::size_t> sizes, std::size_t samples,
                                       std::size_t rank) {
  std::ranges::sort(sizes);
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  // Twice the code: the directions beside it are what a manifold adds to PCA.
  const std::size_t room = std::min(samples, rank + 1);
  std::erase_if(sizes, [&](std::size_t code) { return 2 * code >= room; });
  if (sizes.empty()) {
    throw DataError(
        fmt::format("model.code: {} training samples of rank {} allow a code below {}; every size "
                    "asked for is larger",
                    samples, rank, (room + 1) / 2));
  }
  return sizes;
}

}  // namespace

BestCodeFit fit_best_code(const ScoreShard& training, const ScoreShard& validation,
                          const std::vector<std::size_t>& sizes, const ManifoldOptions& options,
                          const World& world, const OnCodeTurn& on_turn) {
  BestCodeFit best;
  double most = -std::numeric_limits<double>::infinity();
  for (const std::size_t code : allowed_sizes(sizes, training.total, training.scores.columns())) {
    ManifoldOptions of_size = options;
    of_size.code = code;
    auto fit = fit_manifold(training, validation, of_size, world, [&](const TurnRecord&) {
      if (on_turn) on_turn();
    });
    const double refined = best_refined(fit);
    best.sizes.push_back({code, fit.pca, fit.encoded, refined, fit.turns});
    if (refined <= most) continue;
    most = refined;
    best.fit = std::move(fit);
  }
  return best;
}

BestCodeChoice choose_code_by_folds(const GroupedSamples& samples, const std::vector<std::size_t>& sizes,
                                    const ManifoldOptions& options, const World& world,
                                    const OnCodeTurn& on_turn) {
  const std::size_t fitted = least_fitted(samples.groups, options.folds);
  BestCodeChoice best;
  double most = -std::numeric_limits<double>::infinity();
  for (const std::size_t code : allowed_sizes(sizes, fitted, samples.scores.columns())) {
    ManifoldOptions of_size = options;
    of_size.code = code;
    auto chosen = choose_by_folds(samples, of_size, world, [&](const TurnRecord&) {
      if (on_turn) on_turn();
    });
    best.sizes.push_back({code, chosen.pca, chosen.encoded, chosen.refined, std::move(chosen.turns)});
    if (chosen.refined <= most) continue;
    most = chosen.refined;
    best.choice = std::move(chosen.choice);
  }
  return best;
}

}  // namespace lampyris
