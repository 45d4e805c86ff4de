// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/autoencoder/autoencoder.hpp"
#include "src/autoencoder/forward_pass.hpp"

namespace lampyris {

/// Moves codes of a residual network to where its decoder gives the samples back best. With s the last hidden
/// layer at a code, W and b the last dense layer, ‖x − b − s W‖² = const − 2 s · W (x − b) + s W Wᵀ sᵀ: a
/// step of the search does not meet the genes. Genes that were not measured are left out of the sum.
class CodeRefinement {
 public:
  /// `measured` has an answer a gene; all count where it is empty. Throws DataError when no gene was
  /// measured.
  explicit CodeRefinement(const Autoencoder& autoencoder, const std::vector<bool>& measured = {});

  /// Refines codes, n × k, of n × genes by the autoencoder that this was made for; what stands in the columns
  /// of genes that were not measured is not read. By L-BFGS, at most 40 steps a sample. A row's bits depend
  /// on that row alone.
  void refine(const Autoencoder& autoencoder, MatrixView<const float> samples, MatrixView<float> codes) const;

 private:
  [[nodiscard]] Matrix<float> targets(const Autoencoder& autoencoder, MatrixView<const float> samples) const;

  std::vector<float> counts_;  // 1 of genes that count, else 0
  Matrix<float> weights_;      // Wᵀ, genes × nodes; 0 of the other genes
  Matrix<float> products_;     // W Wᵀ
};

/// Collective as the forward pass. Layer 1 of a residual network for n × genes, its linear nodes moved so
/// that what follows from it is the refined code. `given` is what is encoded, `samples` what the code is
/// refined for.
[[nodiscard]] Matrix<float> refined_first_layer(const ForwardPass& forward_pass,
                                                const Autoencoder& autoencoder,
                                                const CodeRefinement& refinement,
                                                MatrixView<const float> given,
                                                MatrixView<const float> samples);

/// Passes samples on with refined codes, and everything else as another forward pass does. Refers to both.
class RefiningForwardPass final : public ForwardPass {
 public:
  /// `refinement` was made for the autoencoder that is passed.
  RefiningForwardPass(const ForwardPass& inner, const CodeRefinement& refinement)
      : inner_(inner), refinement_(refinement) {}

  [[nodiscard]] Matrix<float> propagate(const Autoencoder& autoencoder, MatrixView<const float> values,
                                        std::size_t from, std::size_t to) const override;
  [[nodiscard]] std::size_t most(std::size_t mine) const override { return inner_.most(mine); }

 private:
  const ForwardPass& inner_;
  const CodeRefinement& refinement_;
};

}  // namespace lampyris
