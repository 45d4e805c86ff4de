// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "src/modules/code_space.hpp"
#include "src/modules/logistic.hpp"
#include "src/modules/route.hpp"

namespace lampyris {

/// The classifier route: a ridge logistic classifier of cases on the codes of one layer, its weight of each
/// node spread over the genes that the node lights up: score(gene) = Σ_nodes w(node) · lightup(node, gene).
/// Codes are centred and not scaled: a node's share in the classifier then follows from how far it moves, as
/// it does in the light-up, and a node that hardly moves is not blown up.
class ClassifierRoute final : public Route {
 public:
  /// `codes` is samples × nodes, `lightup` nodes × background genes. The product of the reduced basis with
  /// `lightup` is made here once: after it, many permutations are one product with min(samples, nodes) inner
  /// terms.
  ClassifierRoute(const CodeSpace& space, MatrixView<const float> lightup, const RidgeLogistic& classifier);

  [[nodiscard]] Matrix<float> gene_scores(MatrixView<const std::uint8_t> labels) const override;

 private:
  const RidgeLogistic& classifier_;
  Matrix<float> spread_;  // r × background
};

}  // namespace lampyris
