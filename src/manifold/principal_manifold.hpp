// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "src/linalg/matrix.hpp"
#include "src/manifold/code_search.hpp"
#include "src/manifold/kernel_expansion.hpp"
#include "src/manifold/principal_space.hpp"

namespace lampyris {

/// A principal manifold: a smooth map from a code of k numbers to samples, and one back. In scores s of its
/// principal space: decode(c) = (c, 0, …) + κ(c, landmarks) W, encode(s) = (s_1 … s_k) + κ'(s, landmarks') B.
/// The code is that of PCA bent a little, in the units of the samples.
struct PrincipalManifold {
  std::size_t code = 0;     ///< k
  PrincipalSpace space;     ///< mean and directions
  KernelExpansion decoder;  ///< code → what is added to the scores
  KernelExpansion encoder;  ///< scores → what is added to the code
};

/// Scores → codes in one pass: n × R → n × k. Batch-invariant.
[[nodiscard]] Matrix<float> encode(const PrincipalManifold& manifold, MatrixView<const float> scores);

/// Codes → scores: n × k → n × R. Batch-invariant. samples_of makes samples of them.
[[nodiscard]] Matrix<float> decode(const PrincipalManifold& manifold, MatrixView<const float> codes);

/// Codes to refine: the encoder's, or the first k scores, PCA's, where these decode better. The encoder of
/// few samples may miss one that is unlike them. n × R → n × k. Batch-invariant.
[[nodiscard]] Matrix<float> start_codes(const PrincipalManifold& manifold, MatrixView<const float> scores);

/// Moves each code, n × k, to a minimum of ‖scores − decode(code)‖² near it. Batch-invariant.
void refine(const PrincipalManifold& manifold, MatrixView<const float> scores, MatrixView<float> codes,
            const CodeSearchOptions& options = {});

}  // namespace lampyris
