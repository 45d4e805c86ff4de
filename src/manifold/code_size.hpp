// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "src/manifold/fold_choice.hpp"
#include "src/manifold/manifold_fit.hpp"

namespace lampyris {

/// How good one size of the code is: R² over all genes of the samples that choose.
struct CodeSizeRecord {
  std::size_t code = 0;           ///< k
  double pca = 0;                 ///< of as many principal components
  double encoded = 0;             ///< of one pass of the encoder
  double refined = 0;             ///< of refined codes
  std::vector<TurnRecord> turns;  ///< every turn, and whether it was taken
};

/// A fit, the best of all sizes.
struct BestCodeFit {
  ManifoldFit fit;                    ///< of the best size
  std::vector<CodeSizeRecord> sizes;  ///< every size that was tried, rising
};

/// Is told whenever a turn of a size has ended.
using OnCodeTurn = std::function<void()>;

/// Collective. fit_manifold for each of the sizes that are smaller than the rank of the scores; the one whose
/// refined codes give the validation samples back best. Throws as fit_manifold, and DataError when no size is
/// small enough.
[[nodiscard]] BestCodeFit fit_best_code(const ScoreShard& training, const ScoreShard& validation,
                                        const std::vector<std::size_t>& sizes, const ManifoldOptions& options,
                                        const World& world, const OnCodeTurn& on_turn = {});

/// A choice, the best of all sizes.
struct BestCodeChoice {
  ManifoldChoice choice;              ///< of the best size
  std::vector<CodeSizeRecord> sizes;  ///< every size that was tried, rising
};

/// Collective. The same by choose_by_folds, which fits nothing that is kept.
[[nodiscard]] BestCodeChoice choose_code_by_folds(const GroupedSamples& samples,
                                                  const std::vector<std::size_t>& sizes,
                                                  const ManifoldOptions& options, const World& world,
                                                  const OnCodeTurn& on_turn = {});

}  // namespace lampyris
