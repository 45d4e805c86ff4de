// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/principal_manifold.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <vector>

#include "src/manifold/kernel_features.hpp"

namespace lampyris {
namespace {

Matrix<float> first_columns(MatrixView<const float> from, std::size_t kept, std::size_t columns) {
  Matrix<float> to(from.rows(), columns);
  for (std::size_t i = 0; i < from.rows(); ++i) std::copy_n(from.row(i).data(), kept, to.row(i).data());
  return to;
}

// ‖scores − decoded‖² of each sample.
std::vector<double> errors_of(MatrixView<const float> scores, Matrix<float> decoded) {
  std::vector<double> errors(scores.rows());
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const auto row = decoded.row(i);
    std::ranges::transform(row, scores.row(i), row.begin(), std::minus<>());
    errors[i] = batch_invariant_dot(std::span<const float>(row), std::span<const float>(row));
  }
  return errors;
}

}  // namespace

Matrix<float> encode(const PrincipalManifold& manifold, MatrixView<const float> scores) {
  auto codes = first_columns(scores, manifold.code, manifold.code);
  add_expansion(manifold.encoder, scores, codes.view());
  return codes;
}

Matrix<float> decode(const PrincipalManifold& manifold, MatrixView<const float> codes) {
  auto scores = first_columns(codes, manifold.code, manifold.space.rank());
  add_expansion(manifold.decoder, codes, scores.view());
  return scores;
}

Matrix<float> start_codes(const PrincipalManifold& manifold, MatrixView<const float> scores) {
  auto codes = encode(manifold, scores);
  const auto plain = first_columns(scores, manifold.code, manifold.code);
  const auto errors = errors_of(scores, decode(manifold, codes.view()));
  const auto errors_of_plain = errors_of(scores, decode(manifold, plain.view()));
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    if (errors_of_plain[i] < errors[i]) std::ranges::copy(plain.row(i), codes.row(i).begin());
  }
  return codes;
}

void refine(const PrincipalManifold& manifold, MatrixView<const float> scores, MatrixView<float> codes,
            const CodeSearchOptions& options) {
  const auto& decoder = manifold.decoder;
  const KernelFeatures<float> features(decoder.kernel, decoder.scale(), decoder.landmarks.view());
  const CodeObjective<float> objective(features, decoder.weights.view());
  search_codes<float>(objective, {scores, nullptr}, codes, options);
}

}  // namespace lampyris
