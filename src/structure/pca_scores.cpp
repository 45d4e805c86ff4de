// SPDX-License-Identifier: Apache-2.0
#include "src/structure/pca_scores.hpp"

#include <algorithm>
#include <stdexcept>

#include "src/linalg/batch_invariant_gemm.hpp"

namespace lampyris {

PcaProjection::PcaProjection(const Pca& pca, std::size_t dimension)
    : mean_(pca.mean.begin(), pca.mean.end()),
      components_(std::min(dimension, pca.components.rows()), pca.components.columns()),
      transposed_(components_.columns(), components_.rows()) {
  std::copy_n(pca.components.data(), components_.size(), components_.data());
  for (std::size_t k = 0; k < components_.rows(); ++k) {
    for (std::size_t g = 0; g < components_.columns(); ++g) transposed_(g, k) = components_(k, g);
  }
}

Matrix<float> PcaProjection::encode(MatrixView<const float> scaled) const {
  if (scaled.columns() != mean_.size()) throw std::logic_error("PcaProjection::encode: shapes do not fit");
  // In blocks, so that a rank's whole share of a cohort is never held twice.
  constexpr std::size_t block = 256;
  Matrix<float> centred(std::min(block, scaled.rows()), scaled.columns());
  Matrix<float> codes(scaled.rows(), dimension());
  for (std::size_t first = 0; first < scaled.rows(); first += block) {
    const std::size_t count = std::min(block, scaled.rows() - first);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t g = 0; g < scaled.columns(); ++g) centred(i, g) = scaled(first + i, g) - mean_[g];
    }
    batch_invariant_gemm(centred.view().middle_rows(0, count), transposed_.view(),
                         codes.view().middle_rows(first, count));
  }
  return codes;
}

Matrix<float> PcaProjection::decode(MatrixView<const float> codes) const {
  if (codes.columns() > dimension()) throw std::logic_error("PcaProjection::decode: shapes do not fit");
  Matrix<float> scaled(codes.rows(), mean_.size());
  batch_invariant_gemm(codes, components_.view().middle_rows(0, codes.columns()), scaled.view(), mean_);
  return scaled;
}

}  // namespace lampyris
