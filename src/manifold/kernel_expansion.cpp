// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/kernel_expansion.hpp"

#include <algorithm>

#include "src/manifold/kernel_features.hpp"
#include "src/manifold/padded_weights.hpp"

namespace lampyris {
namespace {

void add_rounded(MatrixView<const double> sums, MatrixView<float> outputs) {
  for (std::size_t i = 0; i < outputs.rows(); ++i) {
    const auto row = outputs.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) {
      row[j] = static_cast<float>(static_cast<double>(row[j]) + sums(i, j));
    }
  }
}

}  // namespace

// In double: weights of near landmarks are large and of both signs, so that the last digit of a distance,
// itself a small difference of large numbers, would be seen in the fourth of the sum.
void add_expansion(const KernelExpansion& expansion, MatrixView<const float> inputs,
                   MatrixView<float> outputs) {
  const std::size_t count = expansion.landmarks.rows();
  if (count == 0) return;
  const auto landmarks = padded_weights<double>(expansion.landmarks.view(), count);
  const KernelFeatures<double> features(expansion.kernel, expansion.scale(), landmarks.view());
  const PackedColumns<double> weights(
      padded_weights<double>(expansion.weights.view(), features.padded()).view());
  constexpr std::size_t block = 256;
  Matrix<double> values(std::min(block, inputs.rows()), features.padded());
  Matrix<double> sums(values.rows(), outputs.columns());
  for (std::size_t first = 0; first < inputs.rows(); first += block) {
    const std::size_t rows = std::min(block, inputs.rows() - first);
    const auto points = padded_weights<double>(inputs.middle_rows(first, rows), rows);
    const auto some = values.view().middle_rows(0, rows);
    const auto added = sums.view().middle_rows(0, rows);
    features.evaluate(points.view(), some);
    batch_invariant_product<double>(some, weights, added);
    add_rounded(added, outputs.middle_rows(first, rows));
  }
}

}  // namespace lampyris
