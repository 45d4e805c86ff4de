// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/manifold/manifold_choice.hpp"

namespace lampyris {

/// Samples that a manifold is fitted to and chosen by, all of them on every rank.
struct GroupedSamples {
  Matrix<float> scores;             ///< n × R, in a space that loses nothing of them
  std::vector<std::size_t> groups;  ///< that of each sample: samples of one are never on both sides
};

/// The choice of cross-validation, and R² over all genes of samples that their fold was not fitted to.
struct FoldChoice {
  ManifoldChoice choice;          ///< one turn without a manifold where PCA is not clearly worse
  std::vector<TurnRecord> turns;  ///< every turn
  double pca = 0;                 ///< of as many principal components
  double encoded = 0;             ///< of one pass of the encoder
  double refined = 0;             ///< of refined codes
};

/// Is told of every turn as it ends. Not collective.
using OnFoldTurn = std::function<void(const TurnRecord&)>;

/// Collective. Chooses as fit_manifold does, where validation samples would be too few, by cross-validation:
/// PCA, decoder, codes and encoder are fitted inside each fold of groups, a width and a penalty of each turn
/// are those of the least error over all folds, and more than PCA is taken only where it is better by
/// `options.standard_errors` standard errors of the differences of groups. One penalty for all components. A
/// fold is one rank's: the same bits on any number of ranks. Throws DataError as fit_manifold, and when there
/// are fewer than two groups.
[[nodiscard]] FoldChoice choose_by_folds(const GroupedSamples& samples, const ManifoldOptions& options,
                                         const World& world, const OnFoldTurn& on_turn = {});

/// The samples of the smallest number that the folds leave to fit.
[[nodiscard]] std::size_t least_fitted(const std::vector<std::size_t>& groups, std::size_t folds);

}  // namespace lampyris
