// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "src/base/kept_units.hpp"
#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/structure/group_permutation.hpp"
#include "src/structure/labelling.hpp"

namespace lampyris {

/// One way to describe the samples by numbers.
struct Representation {
  std::string name;     ///< "layer1", …, or "pca"
  bool linear = false;  ///< principal components: what the others are compared with
  Matrix<float> codes;  ///< samples × dimension, alike on every rank

  /// The numbers that describe a sample.
  [[nodiscard]] std::size_t dimension() const { return codes.columns(); }
};

/// How structure is measured.
struct StructureOptions {
  std::uint64_t seed = 1;           ///< of permutations, folds and k-means
  std::size_t permutations = 1000;  ///< of the labels, for the silhouette's p; 0: none
  std::size_t neighbours = 5;       ///< that vote for a sample's class
  std::size_t folds = 5;            ///< of the vote: nobody votes in its own fold
  std::size_t starts = 10;          ///< of k-means
  SampleTies ties{};                ///< of the samples of the representations
};

/// How far the samples of one representation lie as one label says.
struct StructureRow {
  std::string label;              ///< the column of classes
  std::string representation;     ///< its name
  std::size_t dimension = 0;      ///< of the representation
  std::size_t samples = 0;        ///< with a class of at least two
  std::size_t classes = 0;        ///< of at least two samples
  double silhouette = 0;          ///< mean over samples
  double p = 0;                   ///< of the silhouette, see silhouette_p()
  double neighbour_accuracy = 0;  ///< see neighbour_accuracy(); nobody votes for its own group
  double nmi = 0;               ///< normalised mutual information with k-means of as many clusters as classes
  double ari = 0;               ///< adjusted Rand index with the same
  double p_against_linear = 0;  ///< paired Wilcoxon of the samples' silhouettes, two-sided; NaN for "pca"
  std::vector<double> by_class;  ///< mean silhouette of each class of the labelling
};

/// Collective. One row for each label and representation, labels outermost. A representation is compared with
/// the linear one of the same dimension, or of the largest smaller one when the cohort's rank gives no more.
/// A row is a unit of `kept`, named by representation and label. Advances `progress` by one a row. Memory:
/// two n × n matrices in double.
[[nodiscard]] std::vector<StructureRow> analyse_structure(std::span<const Representation> representations,
                                                          std::span<const Labelling> labellings,
                                                          const StructureOptions& options, const World& world,
                                                          Progress& progress, KeptUnits& kept);

}  // namespace lampyris
