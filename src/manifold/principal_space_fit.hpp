// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/manifold/principal_space.hpp"

namespace lampyris {

/// My part of the samples that a space is fitted to: mine × genes, the place of my first one, all samples.
struct SampleShard {
  MatrixView<const float> values;  ///< mine × genes, scaled
  std::size_t first = 0;           ///< the place of my first one among all
  std::size_t total = 0;           ///< samples on all ranks
};

/// How a space is fitted.
struct PrincipalSpaceOptions {
  std::size_t every_direction = 4000;  ///< samples (or genes) up to which all directions are taken
  std::size_t directions = 256;        ///< how many are, beyond
  std::size_t oversample = 64;         ///< directions carried along beyond those
  std::size_t passes = 8;              ///< over the cohort, in the search for a subspace
};

/// Collective. Fits mean and principal directions: all that n samples have when n or the number of genes is
/// at most `every_direction`, else the first ones by subspace iteration. The same bits on any number of
/// ranks, which fit_pca of `mpi` does not promise. `progress` advances once a pass over the cohort, passes +
/// 1 times at most. Throws DataError for fewer than two samples, values that are not finite, or when no gene
/// varies.
[[nodiscard]] PrincipalSpace fit_principal_space(const SampleShard& shard,
                                                 const PrincipalSpaceOptions& options, const World& world,
                                                 Progress& progress);

}  // namespace lampyris
