// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/sample_differences.hpp"

#include <algorithm>
#include <cstddef>

#include "src/linalg/mixed_product.hpp"
#include "src/manifold/kernel_features.hpp"
#include "src/manifold/padded_weights.hpp"

namespace lampyris {
namespace {

Matrix<double> in_double(const Matrix<float>& values) {
  Matrix<double> result(values.rows(), values.columns());
  std::copy(values.values().begin(), values.values().end(), result.values().begin());
  return result;
}

// Adds κ(code + step, landmarks) W − κ(code, landmarks) W; the last row of `codes` is where steps begin.
void add_kernel_differences(const KernelExpansion& expansion, const Matrix<double>& codes,
                            MatrixView<double> scores) {
  if (expansion.landmarks.rows() == 0) return;
  const auto landmarks = in_double(expansion.landmarks);
  const KernelFeatures<double> features(expansion.kernel, expansion.scale(), landmarks.view());
  Matrix<double> values(codes.rows(), features.padded());
  features.evaluate(codes.view(), values.view());
  const auto from = values.row(scores.rows());
  for (std::size_t i = 0; i < scores.rows(); ++i) {
    for (std::size_t m = 0; m < from.size(); ++m) values(i, m) -= from[m];
  }
  const auto weights = padded_weights<float>(expansion.weights.view(), features.padded());
  mixed_product(values.view().middle_rows(0, scores.rows()), weights.view(), scores, Accumulate::yes);
}

}  // namespace

Matrix<double> sample_differences(const ManifoldModel& model, std::span<const double> from,
                                  MatrixView<const double> steps) {
  const std::size_t code = model.manifold.code;
  // One row a step, and where they begin.
  Matrix<double> activations(steps.rows() + 1, steps.columns());
  for (std::size_t i = 0; i < steps.rows(); ++i) {
    for (std::size_t j = 0; j < steps.columns(); ++j) activations(i, j) = from[j] + steps(i, j);
  }
  std::copy(from.begin(), from.end(), activations.row(steps.rows()).begin());
  Matrix<double> codes(activations.rows(), code);
  mixed_product(activations.view(), model.nodes.mixing.view(), codes.view());
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    for (std::size_t j = 0; j < code; ++j) codes(i, j) += static_cast<double>(model.nodes.centre(0, j));
  }
  const auto& space = model.manifold.space;
  Matrix<double> scores(steps.rows(), space.rank());
  mixed_product(steps, model.nodes.mixing.view(), {scores.data(), scores.rows(), code, scores.columns()});
  add_kernel_differences(model.manifold.decoder, codes, scores.view());
  Matrix<double> samples(steps.rows(), space.mean.size());
  mixed_product(scores.view(), space.directions.view(), samples.view());
  return samples;
}

}  // namespace lampyris
