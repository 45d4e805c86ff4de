// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/pca/exact_scatter.hpp"

namespace lampyris {

/// How the first principal directions are searched.
struct LeadingOptions {
  std::size_t count = 0;         ///< directions that are wanted, at least 1
  double tolerance = 1e-4;       ///< part of all variance that may be missing from theirs, by estimate
  std::size_t most_passes = 40;  ///< over the samples
  std::size_t block = 0;         ///< directions of a pass; 0: a quarter of their count, at least 16
  std::uint64_t seed = 0;        ///< of the random directions to begin with
};

/// The first principal directions of some samples.
struct LeadingDirections {
  Matrix<double> rows;  ///< count × genes, orthonormal to the precision of float, by falling variance
  std::vector<double> variances;  ///< of the samples along each, with n − 1; each at most the true one
  bool settled = false;           ///< whether no more than the tolerance is missing, by estimate
};

/// How many directions the search for `count` usually goes through, to plan time and memory.
[[nodiscard]] std::size_t usual_search(std::size_t count);

/// Collective. Finds the first directions by randomised block Krylov iteration (Musco and Musco, NIPS 2015),
/// which is block Lanczos with everything orthogonalised again: random directions, their images under Xᵀ X,
/// the images of these, …, until what the best `count` of all that they span explain hardly grows. Fewer than
/// `count` where the samples have fewer. Throws logic_error when that many passes of such blocks give fewer
/// directions than are wanted. The same bits on any number of ranks. Memory of a process: 4 bytes a
/// gene and direction kept, usual_search of them, and 30 bytes a gene and direction of a block.
/// `progress` advances once a pass over the samples.
[[nodiscard]] LeadingDirections leading_directions(const ExactScatter& scatter, const LeadingOptions& options,
                                                   const World& world, Progress& progress);

}  // namespace lampyris
