#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/structure/labelling.hpp"

namespace lampyris {

/// One way to describe the samples by numbers.
struct Representation {
  std::string name;     ///< "layer1", …, or "pca"
  bool linear = false;  ///< principal components: what the others are compared with
  Matrix<float> codes;  ///< samples × dimension, alike on every rank

  [[nodiscard]] std::size_t dimension() const { return codes.columns(); }
};

struct StructureOptions {
  std::uint64_t seed = 1;
  std::size_t permutations = 1000;
  std::size_t neighbours = 5;
  std::size_t folds = 5;
  std::size_t starts = 10;
};

/// How far the samples of one representation lie as one label says.
struct StructureRow {
  std::string label, representation;
  std::size_t dimension = 0;
  std::size_t samples = 0;
  std::size_t classes = 0;
  double silhouette = 0;  ///< mean over samples
  double p = 0;           ///< of the silhouette, by label permutation
  double neighbour_accuracy = 0;
  double nmi = 0, ari = 0;       ///< of k-means with as many clusters as classes
  double p_against_linear = 0;   ///< paired Wilcoxon of the samples' silhouettes, two-sided; NaN for "pca"
  std::vector<double> by_class;  ///< mean silhouette of each class of the labelling
};

/// Collective. One row for each label and representation, labels outermost. A representation is compared with
/// the linear one of the same dimension, or of the largest smaller one when the cohort's rank gives no more.
/// Advances `progress` by one a row. Memory: two n × n matrices in double.
[[nodiscard]] std::vector<StructureRow> analyse_structure(std::span<const Representation> representations,
                                                          std::span<const Labelling> labellings,
                                                          const StructureOptions& options, const World& world,
                                                          Progress& progress);

}  // namespace lampyris
