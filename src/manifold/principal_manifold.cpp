// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/principal_manifold.hpp"

#include <algorithm>

#include "src/manifold/kernel_features.hpp"

namespace lampyris {
namespace {

Matrix<float> first_columns(MatrixView<const float> from, std::size_t kept, std::size_t columns) {
  Matrix<float> to(from.rows(), columns);
  for (std::size_t i = 0; i < from.rows(); ++i) std::copy_n(from.row(i).data(), kept, to.row(i).data());
  return to;
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

void refine(const PrincipalManifold& manifold, MatrixView<const float> scores, MatrixView<float> codes,
            const CodeSearchOptions& options) {
  const auto& decoder = manifold.decoder;
  const KernelFeatures<float> features(decoder.kernel, decoder.scale(), decoder.landmarks.view());
  const CodeObjective<float> objective(features, decoder.weights.view());
  search_codes<float>(objective, {scores, nullptr}, codes, options);
}

}  // namespace lampyris
