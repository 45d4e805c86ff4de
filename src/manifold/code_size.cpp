// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/code_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

double best_refined(const ManifoldFit& fit) {
  double best = fit.pca;
  for (const auto& turn : fit.turns) {
    if (turn.taken) best = turn.refined;
  }
  return best;
}

}  // namespace

BestCodeFit fit_best_code(const ScoreShard& training, const ScoreShard& validation,
                          const std::vector<std::size_t>& sizes, const ManifoldOptions& options,
                          const World& world, const OnCodeTurn& on_turn) {
  std::vector<std::size_t> rising = sizes;
  std::ranges::sort(rising);
  rising.erase(std::unique(rising.begin(), rising.end()), rising.end());
  // Twice the code: the directions beside it are what a manifold adds to PCA.
  std::erase_if(rising, [&](std::size_t code) {
    return 2 * code >= std::min(training.total, training.scores.columns() + 1);
  });
  if (rising.empty()) {
    throw DataError(
        fmt::format("model.code: {} training samples of rank {} allow a code below {}; every size "
                    "asked for is larger",
                    training.total, training.scores.columns(),
                    (std::min(training.total, training.scores.columns() + 1) + 1) / 2));
  }
  BestCodeFit best;
  double most = -std::numeric_limits<double>::infinity();
  for (const std::size_t code : rising) {
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

}  // namespace lampyris
