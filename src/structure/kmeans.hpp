#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

struct KMeansOptions {
  std::size_t clusters = 2;
  std::size_t starts = 10;
  std::size_t most_rounds = 300;
  std::uint64_t seed = 1;
  std::uint32_t sequence = 0;  ///< tells the random numbers of one clustering from another's
};

struct Clustering {
  std::vector<std::size_t> of_sample;
  double inertia = 0;  ///< summed squared distances to the centres
};

/// Collective. k-means (Lloyd's iteration from k-means++ starts, Arthur and Vassilvitskii 2007) of n ×
/// dimension codes that every rank has; the start with the smallest inertia, of equal ones the first. Starts
/// are distributed over the ranks. A cluster that runs empty takes the sample farthest from its centre.
/// clusters ≤ n.
[[nodiscard]] Clustering kmeans(MatrixView<const float> codes, const KMeansOptions& options,
                                const World& world);

}  // namespace lampyris
