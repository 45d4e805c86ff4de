// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/model.hpp"

#include <stdexcept>

namespace lampyris {

std::vector<SamplePart> Model::fitted_parts() const {
  if (refitted) return {SamplePart::training, SamplePart::validation};
  return {SamplePart::training};
}

Matrix<float> propagate(const ForwardPass& forward_pass, const Model& model, MatrixView<const float> values,
                        std::size_t from, std::size_t to) {
  if (model.refinement) {
    return RefiningForwardPass(forward_pass, *model.refinement)
        .propagate(model.autoencoder, values, from, to);
  }
  if (!model.manifold) return forward_pass.propagate(model.autoencoder, values, from, to);
  if (from == 0 && to == 1) return activations_of(*model.manifold, values);
  if (from == 1 && to == 2) return samples_of(*model.manifold, values);
  if (from != 0 || to != 2) throw std::logic_error("propagate: a manifold has one hidden layer");
  return samples_of(*model.manifold, activations_of(*model.manifold, values).view());
}

}  // namespace lampyris
