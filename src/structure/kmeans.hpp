// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// How k-means runs.
struct KMeansOptions {
  std::size_t clusters = 2;       ///< at least 1, at most the number of samples
  std::size_t starts = 10;        ///< runs from other centres, of which the best is kept
  std::size_t most_rounds = 300;  ///< of a start that does not settle before
  std::uint64_t seed = 1;         ///< of the starts' centres
  std::uint32_t sequence = 0;     ///< tells the random numbers of one clustering from another's
};

/// The cluster of each sample.
struct Clustering {
  std::vector<std::size_t> of_sample;  ///< from 0 to clusters − 1
  double inertia = 0;                  ///< summed squared distances to the centres
};

/// Collective. k-means (Lloyd's iteration from k-means++ starts, Arthur and Vassilvitskii 2007) of n ×
/// dimension codes that every rank has; the start with the smallest inertia, of equal ones the first. Starts
/// are distributed over the ranks. A cluster that runs empty takes the sample farthest from its centre.
/// clusters ≤ n.
[[nodiscard]] Clustering kmeans(MatrixView<const float> codes, const KMeansOptions& options,
                                const World& world);

}  // namespace lampyris
