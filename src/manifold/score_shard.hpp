// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// My part of some samples, distributed over the ranks in any way that keeps their order. The result of a fit
/// is a function of all samples in that order: the same bits on any number of ranks.
struct ScoreShard {
  MatrixView<const float> scores;   ///< mine × R
  std::span<const double> squares;  ///< ‖x − mean‖² of mine
  std::size_t first = 0;            ///< the place of my first one among all
  std::size_t total = 0;            ///< samples on all ranks
};

}  // namespace lampyris
