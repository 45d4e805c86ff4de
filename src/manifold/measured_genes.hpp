// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/linalg/matrix.hpp"
#include "src/manifold/code_search.hpp"
#include "src/manifold/principal_manifold.hpp"

namespace lampyris {

/// Codes of samples in which only some genes were measured: the errors of those genes alone count.
class MeasuredGenes {
 public:
  /// `measured` has one answer a gene. Throws DataError when none is.
  MeasuredGenes(const PrincipalManifold& manifold, std::span<const bool> measured);

  /// The most probable scores of n × genes under the normal distribution of the fitted samples; what stands in
  /// the columns of genes that were not measured is not read. Batch-invariant.
  [[nodiscard]] Matrix<float> likely_scores(MatrixView<const float> samples) const;

  /// Encodes likely_scores, then refines on the measured genes: n × genes → n × k. Batch-invariant.
  [[nodiscard]] Matrix<float> codes(MatrixView<const float> samples,
                                    const CodeSearchOptions& options = {}) const;
};

}  // namespace lampyris
