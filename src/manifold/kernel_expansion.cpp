// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/kernel_expansion.hpp"

#include <algorithm>

#include "src/manifold/kernel_features.hpp"
#include "src/manifold/padded_weights.hpp"

namespace lampyris {

void add_expansion(const KernelExpansion& expansion, MatrixView<const float> inputs,
                   MatrixView<float> outputs) {
  if (expansion.landmarks.rows() == 0) return;
  const KernelFeatures<float> features(expansion.kernel, expansion.scale(), expansion.landmarks.view());
  const PackedColumns<float> weights(
      padded_weights<float>(expansion.weights.view(), features.padded()).view());
  constexpr std::size_t block = 256;
  Matrix<float> values(std::min(block, inputs.rows()), features.padded());
  for (std::size_t first = 0; first < inputs.rows(); first += block) {
    const std::size_t count = std::min(block, inputs.rows() - first);
    const auto some = values.view().middle_rows(0, count);
    features.evaluate(inputs.middle_rows(first, count), some);
    batch_invariant_product<float>(some, weights, outputs.middle_rows(first, count), Accumulate::yes);
  }
}

}  // namespace lampyris
