// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "src/autoencoder/forward_pass.hpp"
#include "src/autoencoder/model.hpp"
#include "src/linalg/matrix.hpp"
#include "src/manifold/measured_genes.hpp"
#include "src/projection/measured_pca.hpp"
#include "src/projection/missing_genes.hpp"
#include "src/structure/codes.hpp"

namespace lampyris {

/// A model on samples in which only some genes were measured. A network is given the training mean of the
/// others; a manifold and a residual network find the codes that decode the measured genes best
/// (MeasuredGenes, CodeRefinement). Refers to the model and the forward pass.
class MeasuredModel {
 public:
  /// `measured` has one answer a gene. Throws DataError as MeasuredGenes.
  MeasuredModel(const Model& model, const ForwardPass& forward_pass, const std::vector<bool>& measured);

  /// Collective as the forward pass. Codes of layer 1, n × its width, of n × genes; what stands in the
  /// columns of genes that were not measured is not read. Batch-invariant.
  [[nodiscard]] Matrix<float> first_layer(MatrixView<const float> scaled) const;
  /// Collective as the forward pass. From codes of layer `from` to those of layer `to`, as propagate.
  [[nodiscard]] Matrix<float> onwards(MatrixView<const float> codes, std::size_t from, std::size_t to) const {
    return propagate(forward_pass_, model_, codes, from, to);
  }
  /// The number of hidden layers.
  [[nodiscard]] std::size_t layers() const { return model_.architecture().layers(); }

 private:
  const Model& model_;
  const ForwardPass& forward_pass_;
  MissingGenes missing_;
  std::optional<MeasuredGenes> search_;       // of a manifold, when genes are missing
  std::optional<CodeRefinement> refinement_;  // of a residual network, when genes are missing
};

/// Collective as the forward pass. Fills the rows from `first` on with the codes of these samples, the
/// principal components being those of the first dimension of `pca`. Batch-invariant.
void encode_into(Codes& codes, std::size_t first, MatrixView<const float> scaled, const MeasuredModel& model,
                 const MeasuredPca& pca);

}  // namespace lampyris
