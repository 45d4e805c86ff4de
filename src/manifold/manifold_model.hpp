// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "src/linalg/matrix.hpp"
#include "src/manifold/principal_manifold.hpp"

namespace lampyris {

/// The nodes of a manifold: other coordinates of its code. The kernel sees distances alone, so the axes of
/// the code mean nothing; nodes are its independent components.
struct ManifoldNodes {
  Matrix<float> centre;    ///< 1 × k: the code whose nodes are all 0
  Matrix<float> unmixing;  ///< k × nodes: activations = (code − centre) · unmixing
  Matrix<float> mixing;    ///< nodes × k: code = centre + activations · mixing

  /// The number of nodes, k but where codes lie in a plane.
  [[nodiscard]] std::size_t count() const { return unmixing.columns(); }
};

/// How the code of a sample is found.
enum class Encoding {
  refined,  ///< the encoder's, moved to the nearest code that decodes best
  one_pass  ///< the encoder's
};

/// A manifold that is read node by node.
struct ManifoldModel {
  PrincipalManifold manifold;  ///< decoder and encoder
  ManifoldNodes nodes;         ///< of its code
};

/// Gives the activations of the nodes: n × genes → n × nodes. Batch-invariant.
[[nodiscard]] Matrix<float> activations_of(const ManifoldModel& model, MatrixView<const float> samples,
                                           Encoding encoding = Encoding::refined);

/// Gives codes as activations of the nodes: n × k → n × nodes. Batch-invariant.
[[nodiscard]] Matrix<float> activations_of_codes(const ManifoldNodes& nodes, MatrixView<const float> codes);

/// Gives the samples that activations of the nodes stand for: n × nodes → n × genes. Batch-invariant.
[[nodiscard]] Matrix<float> samples_of(const ManifoldModel& model, MatrixView<const float> activations);

}  // namespace lampyris
