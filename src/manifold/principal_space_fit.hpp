// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/manifold/principal_space.hpp"
#include "src/pca/sample_shard.hpp"

namespace lampyris {

/// How a space is fitted.
struct PrincipalSpaceOptions {
  std::size_t every_direction = 4000;  ///< samples (or genes) up to which all directions are taken
  std::size_t directions = 256;        ///< how many are, beyond
};

/// Collective. Fits mean and principal directions: all that n samples have when n or the number of genes is
/// at most `every_direction`, else the first ones (leading_directions). The same bits on any number of ranks,
/// which fit_pca of `mpi` does not promise. `progress` advances once a pass over the cohort. Throws DataError
/// for fewer than two samples, values that are not finite, or when no gene varies.
[[nodiscard]] PrincipalSpace fit_principal_space(const SampleShard& shard,
                                                 const PrincipalSpaceOptions& options, const World& world,
                                                 Progress& progress);

}  // namespace lampyris
