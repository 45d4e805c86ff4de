// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "src/base/slice.hpp"
#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/manifold/kernel_ridge.hpp"
#include "src/manifold/manifold_choice.hpp"

namespace lampyris {

/// The candidates for the decoder of a turn: a width, and a penalty for each group of columns.
struct TurnCandidates {
  Kernel kernel = Kernel::matern32;      ///< of the decoder
  const std::vector<double>& widths;     ///< rising
  const std::vector<double>& penalties;  ///< rising
  const std::vector<Slice>& groups;      ///< the columns of each
};

/// Samples that the decoder of a turn is chosen by, the same on every rank.
struct TurnValidation {
  MatrixView<const float> codes;   ///< n × k
  MatrixView<const float> wanted;  ///< n × R: what the codes leave of the scores
};

/// Collective. The squared error on the validation samples under each width and penalty, in each group:
/// (widths · penalties) × groups, the penalties of one width in a row. `unit` is that of the kernel.
[[nodiscard]] Matrix<double> turn_errors(KernelRidge& ridge, double unit, const TurnCandidates& candidates,
                                         const TurnValidation& validation, const World& world);

/// The width and the penalties of the least error; a larger width or penalty where it is the same.
[[nodiscard]] TurnChoice best_turn(const TurnCandidates& candidates, MatrixView<const double> errors);

}  // namespace lampyris
