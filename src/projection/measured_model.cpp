// SPDX-License-Identifier: Apache-2.0
#include "src/projection/measured_model.hpp"

#include <algorithm>

namespace lampyris {

MeasuredModel::MeasuredModel(const Model& model, const ForwardPass& forward_pass,
                             const std::vector<bool>& measured)
    : model_(model), forward_pass_(forward_pass), missing_(measured, scaled_mean(model.scaling)) {
  if (model.manifold && !missing_.none()) search_.emplace(model.manifold->manifold, measured);
  if (model.refinement && !missing_.none()) refinement_.emplace(model.autoencoder, measured);
}

Matrix<float> MeasuredModel::first_layer(MatrixView<const float> scaled) const {
  if (missing_.none()) return onwards(scaled, 0, 1);
  if (search_) return activations_of_codes(model_.manifold->nodes, search_->codes(scaled).view());
  const auto filled = missing_.filled(scaled);
  if (refinement_) {
    return refined_first_layer(forward_pass_, model_.autoencoder, *refinement_, filled.view(), scaled);
  }
  return onwards(filled.view(), 0, 1);
}

void encode_into(Codes& codes, std::size_t first, MatrixView<const float> scaled, const MeasuredModel& model,
                 const MeasuredPca& pca) {
  const auto copy = [&](const Matrix<float>& block, Matrix<float>& whole) {
    std::copy_n(block.data(), block.size(), whole.data() + first * whole.columns());
  };
  Matrix<float> below;
  for (std::size_t layer = 1; layer <= model.layers(); ++layer) {
    below = layer == 1 ? model.first_layer(scaled) : model.onwards(below.view(), layer - 1, layer);
    copy(below, codes.layers[layer - 1]);
  }
  copy(pca.codes(scaled).front(), codes.pca);
}

}  // namespace lampyris
