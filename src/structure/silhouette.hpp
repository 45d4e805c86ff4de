// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/structure/group_permutation.hpp"
#include "src/structure/labelling.hpp"

namespace lampyris {

/// Silhouette of each sample (Rousseeuw 1987): (b − a) / max(a, b), in [−1, 1], a being the mean distance to
/// the rest of its class and b to the nearest other class; 0 when both are 0. `distances` is n × n and
/// symmetric, `of_sample` the class of each sample, `sizes` of each class, at least two. Not collective.
[[nodiscard]] std::vector<double> silhouettes(const Matrix<double>& distances,
                                              std::span<const std::size_t> of_sample,
                                              std::span<const std::size_t> sizes);

/// Mean over all samples.
[[nodiscard]] double mean_of(std::span<const double> values);

/// Mean over the samples of each class.
[[nodiscard]] std::vector<double> class_means(std::span<const double> values, const Labelling& labelling);

/// How labels are permuted.
struct LabelPermutations {
  std::uint64_t seed = 1;  ///< of the random numbers
  std::size_t count = 0;   ///< how many permutations
};

/// Collective. p of the mean silhouette: (r + 1) / (permutations + 1), r being how often it is reached when
/// labels move as GroupPermutation moves them; NaN without permutations, and where no label can move. `ties`
/// are those of the labelling's samples. Permutations are distributed over the ranks, each a function of the
/// seed, the label and its number.
[[nodiscard]] double silhouette_p(const Matrix<double>& distances, const Labelling& labelling,
                                  const SampleTies& ties, const LabelPermutations& permutations,
                                  const World& world);

}  // namespace lampyris
