// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/manifold/kernel_expansion.hpp"
#include "src/manifold/manifold_choice.hpp"
#include "src/manifold/score_shard.hpp"

namespace lampyris {

/// The result of a fit. Decoder and encoder are the same on every rank.
struct ManifoldFit {
  KernelExpansion decoder;  ///< of PrincipalManifold
  KernelExpansion encoder;  ///< of PrincipalManifold
  Matrix<float> codes;      ///< mine × k: those that the decoder was fitted at
  ManifoldChoice choice;    ///< what was chosen
  std::vector<TurnRecord>
      turns;           ///< every turn, also those of another number of penalties; empty after refit
  double pca = 0;      ///< R² of the first k components, validation samples; 0 after refit
  double encoded = 0;  ///< R² of one pass of the encoder, validation samples; 0 after refit
};

/// R² of refined codes of the validation samples under the last turn that was taken.
[[nodiscard]] double best_refined(const ManifoldFit& fit);

/// Is told of every turn as it ends. Not collective.
using OnTurn = std::function<void(const TurnRecord&)>;

/// Collective. Fits decoder, codes and encoder to the training samples; widths, penalties, into how many
/// groups of components these fall, and the number of turns are chosen on the validation samples, PCA itself
/// (no_manifold) being a candidate. Throws DataError
/// when the code is not smaller than the rank R or the number of training samples or landmarks, when there is
/// no validation sample, or when all codes are one point.
[[nodiscard]] ManifoldFit fit_manifold(const ScoreShard& training, const ScoreShard& validation,
                                       const ManifoldOptions& options, const World& world,
                                       const OnTurn& on_turn = {});

/// Collective. Fits again with what was chosen, to samples in a space of their own: usually training and
/// validation together. Throws as fit_manifold.
[[nodiscard]] ManifoldFit refit_manifold(const ScoreShard& fitted, const ManifoldChoice& choice,
                                         const ManifoldOptions& options, const World& world);

}  // namespace lampyris
