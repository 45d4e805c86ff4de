// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/linalg/matrix.hpp"
#include "src/manifold/code_search.hpp"
#include "src/manifold/principal_manifold.hpp"

namespace lampyris {

/// Codes of samples in which only some genes were measured: the errors of those genes alone count. With V the
/// measured columns of the directions, ‖x − Vᵀ s‖² = ‖F s − f‖² and a constant, FᵀF = V Vᵀ and Fᵀf = V x: a
/// step of the search costs what it costs with all genes.
class MeasuredGenes {
 public:
  /// `measured` has an answer for each gene. Refers to the manifold. Throws DataError when no measured gene
  /// varies.
  MeasuredGenes(const PrincipalManifold& manifold, std::vector<bool> measured);

  /// The most probable scores of n × genes under the normal distribution of the fitted samples: n × R. What
  /// stands in the columns of genes that were not measured is not read. Batch-invariant.
  [[nodiscard]] Matrix<float> likely_scores(MatrixView<const float> samples) const;

  /// Takes start_codes of likely_scores and refines on the measured genes: n × genes → n × k.
  /// Batch-invariant.
  [[nodiscard]] Matrix<float> codes(MatrixView<const float> samples,
                                    const CodeSearchOptions& options = {}) const;

 private:
  [[nodiscard]] Matrix<float> products(MatrixView<const float> samples) const;

  const PrincipalManifold& manifold_;
  std::vector<bool> measured_;
  Matrix<float> to_likely_;   // R × R: V x → likely scores
  Matrix<float> factor_;      // R × r: Fᵀ
  Matrix<float> to_targets_;  // R × r: V x → f
};

}  // namespace lampyris
