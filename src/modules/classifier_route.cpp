// SPDX-License-Identifier: Apache-2.0
#include "src/modules/classifier_route.hpp"

#include <algorithm>
#include <cstddef>

#include "src/linalg/batch_invariant_gemm.hpp"

namespace lampyris {

ClassifierRoute::ClassifierRoute(const CodeSpace& space, MatrixView<const float> lightup,
                                 const RidgeLogistic& classifier)
    : classifier_(classifier), spread_(space.basis.rows(), lightup.columns()) {
  batch_invariant_gemm(space.basis.view(), lightup, spread_.view());
}

Matrix<float> ClassifierRoute::gene_scores(MatrixView<const std::uint8_t> labels) const {
  Matrix<float> weights(labels.rows(), classifier_.features());
  const auto permutations = static_cast<std::ptrdiff_t>(labels.rows());
#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t b = 0; b < permutations; ++b) {
    const auto fit = classifier_.fit(labels.row(static_cast<std::size_t>(b)));
    std::transform(fit.weights.begin(), fit.weights.end(), weights.row(static_cast<std::size_t>(b)).begin(),
                   [](double weight) { return static_cast<float>(weight); });
  }
  Matrix<float> scores(labels.rows(), spread_.columns());
  batch_invariant_gemm(weights.view(), spread_.view(), scores.view());
  return scores;
}

}  // namespace lampyris
