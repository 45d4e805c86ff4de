// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/pca/leading_directions.hpp"
#include "src/pca/pca.hpp"
#include "src/pca/sample_shard.hpp"

namespace lampyris {

/// Collective. Fits the first principal components of samples that stay where they are, without a matrix of
/// genes × genes or of samples × samples. The same bits on any number of ranks. `progress` advances once a
/// pass over the samples, options.most_passes + 1 times at most. Throws DataError as ExactScatter.
[[nodiscard]] Pca fit_leading_pca(const SampleShard& shard, const LeadingOptions& options, const World& world,
                                  Progress& progress);

}  // namespace lampyris
