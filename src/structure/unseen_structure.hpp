// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/cohort/annotation.hpp"
#include "src/structure/group_permutation.hpp"
#include "src/structure/structure_analysis.hpp"

namespace lampyris {

/// Which of the samples of the representations a model was fitted to, and who belongs together.
struct SeenAndUnseen {
  std::vector<std::size_t> fitted;  ///< samples that the model and PCA were fitted to, ascending
  std::vector<std::size_t> unseen;  ///< samples that they were not, ascending
  SampleTies ties;                  ///< of all samples, with groups; no group is in both parts
};

/// How unseen samples are measured.
struct UnseenOptions {
  std::uint64_t seed = 1;           ///< of permutations, draws and k-means
  std::size_t permutations = 1000;  ///< of the labels, for the silhouette's p; 0: none
  std::size_t neighbours = 5;       ///< that vote for a sample's class
  std::size_t draws = 1000;         ///< of groups, for the intervals
  std::size_t starts = 100;         ///< of k-means: few samples, so that the best is missed easily
};

/// How far one representation tells the class of samples that it was not fitted to.
struct UnseenRow {
  std::string label;              ///< the column of classes
  std::string representation;     ///< its name
  std::size_t dimension = 0;      ///< of the representation
  std::size_t samples = 0;        ///< unseen ones with a class
  std::size_t groups = 0;         ///< of these samples
  std::size_t classes = 0;        ///< of all samples
  double fitted_accuracy = 0;     ///< share of fitted samples whose class is that of most of their nearest
                                  ///< fitted samples of other groups
  double neighbour_accuracy = 0;  ///< the same of unseen samples among the fitted ones
  bool best_linear =
      false;              ///< the linear representation of the best fitted_accuracy, of equals the smallest
  double difference = 0;  ///< neighbour_accuracy less that of the best linear one
  double difference_low = 0;   ///< 2.5 % quantile of the difference over draws of groups
  double difference_high = 0;  ///< 97.5 % quantile
  double silhouette = 0;  ///< mean over the unseen samples, in classes of two of them or more; NaN without
  double p = 0;           ///< of the silhouette; labels move with whole groups, or inside of them
  double nmi = 0;         ///< with k-means of the unseen samples; NaN without two classes
  double ari = 0;         ///< with the same
};

/// Collective. One row for each label and representation, labels outermost; of each label the samples with a
/// class. p moves labels as GroupPermutation does; NaN where it moves none. Advances `progress` by one a row.
[[nodiscard]] std::vector<UnseenRow> analyse_unseen(std::span<const Representation> representations,
                                                    std::span<const Labelling> labellings,
                                                    const SeenAndUnseen& parts, const UnseenOptions& options,
                                                    const World& world, Progress& progress);

}  // namespace lampyris
