// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/manifold_model.hpp"

#include "src/linalg/batch_invariant_gemm.hpp"

namespace lampyris {

Matrix<float> activations_of_codes(const ManifoldNodes& nodes, MatrixView<const float> codes) {
  Matrix<float> from_centre(codes.rows(), codes.columns());
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    for (std::size_t j = 0; j < codes.columns(); ++j) from_centre(i, j) = codes(i, j) - nodes.centre(0, j);
  }
  Matrix<float> activations(codes.rows(), nodes.count());
  batch_invariant_gemm(from_centre.view(), nodes.unmixing.view(), activations.view());
  return activations;
}

Matrix<float> activations_of(const ManifoldModel& model, MatrixView<const float> samples, Encoding encoding) {
  const Scores scores = scores_of(model.manifold.space, samples);
  if (encoding == Encoding::one_pass) {
    return activations_of_codes(model.nodes, encode(model.manifold, scores.values.view()).view());
  }
  auto codes = start_codes(model.manifold, scores.values.view());
  refine(model.manifold, scores.values.view(), codes.view());
  return activations_of_codes(model.nodes, codes.view());
}

Matrix<float> samples_of(const ManifoldModel& model, MatrixView<const float> activations) {
  Matrix<float> codes(activations.rows(), model.manifold.code);
  batch_invariant_gemm(activations, model.nodes.mixing.view(), codes.view(), model.nodes.centre.row(0));
  const auto scores = decode(model.manifold, codes.view());
  return samples_of(model.manifold.space, scores.view());
}

}  // namespace lampyris
