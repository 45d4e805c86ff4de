// SPDX-License-Identifier: Apache-2.0
#include "src/projection/missing_genes.hpp"

#include <algorithm>

namespace lampyris {

std::vector<bool> gene_flags(const std::vector<std::size_t>& chosen, std::size_t genes) {
  std::vector<bool> flags(genes);
  for (const std::size_t g : chosen) flags[g] = true;
  return flags;
}

MissingGenes::MissingGenes(const std::vector<bool>& measured, const std::vector<double>& mean) {
  for (std::size_t g = 0; g < measured.size(); ++g) {
    if (measured[g]) continue;
    genes_.push_back(g);
    mean_.push_back(static_cast<float>(mean[g]));
  }
}

Matrix<float> MissingGenes::filled(MatrixView<const float> samples) const {
  Matrix<float> filled(samples.rows(), samples.columns());
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    std::ranges::copy(samples.row(i), filled.row(i).begin());
    for (std::size_t m = 0; m < genes_.size(); ++m) filled(i, genes_[m]) = mean_[m];
  }
  return filled;
}

}  // namespace lampyris
