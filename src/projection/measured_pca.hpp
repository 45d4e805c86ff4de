// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/linalg/matrix.hpp"
#include "src/linalg/symmetric.hpp"
#include "src/projection/missing_genes.hpp"
#include "src/structure/pca_scores.hpp"

namespace lampyris {

/// Principal components of samples in which only some genes were measured. The code of a sample is the most
/// probable one (probabilistic PCA; Tipping and Bishop 1999): least squares on the measured genes, with the
/// variance of a gene's noise over that of the component as its ridge, so that components which the measured
/// genes say little of stay near 0. With all genes measured it is PcaProjection's.
class MeasuredPca {
 public:
  /// `measured` has one answer a gene; `dimensions` are the numbers of components that codes may have, none
  /// more than there are.
  MeasuredPca(const Pca& pca, const std::vector<bool>& measured, std::vector<std::size_t> dimensions);

  /// Codes of each of the dimensions, in their order, each n × dimension, of n × genes; what stands in the
  /// columns of genes that were not measured is not read. Batch-invariant.
  [[nodiscard]] std::vector<Matrix<float>> codes(MatrixView<const float> scaled) const;
  /// n × k → n × genes, all of them, as PcaProjection::decode.
  [[nodiscard]] Matrix<float> decode(MatrixView<const float> codes) const {
    return projection_.decode(codes);
  }

 private:
  MissingGenes missing_;
  std::vector<std::size_t> dimensions_;
  PcaProjection projection_;
  std::vector<CholeskyFactor>
      factors_;  // of the normal equations of each dimension; none when all are measured
};

}  // namespace lampyris
