// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Answers for each of so many genes whether it is one of the chosen ones.
[[nodiscard]] std::vector<bool> gene_flags(const std::vector<std::size_t>& chosen, std::size_t genes);

/// The genes that a cohort does not measure, and what stands in their place.
class MissingGenes {
 public:
  /// `measured` and `mean` have one value a gene.
  MissingGenes(const std::vector<bool>& measured, const std::vector<double>& mean);

  /// Whether all genes are measured.
  [[nodiscard]] bool none() const { return genes_.empty(); }
  /// A copy of n × genes with the mean in the columns of missing genes.
  [[nodiscard]] Matrix<float> filled(MatrixView<const float> samples) const;

 private:
  std::vector<std::size_t> genes_;
  std::vector<float> mean_;  // of those
};

}  // namespace lampyris
