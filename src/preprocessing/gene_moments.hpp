// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <vector>

#include "src/preprocessing/sample_set.hpp"

namespace lampyris {

/// Moments of each gene over some samples, missing values left out.
struct GeneMoments {
  std::vector<double> count;     ///< values of each gene
  std::vector<double> mean;      ///< NaN without a value
  std::vector<double> variance;  ///< with n − 1; 0 for fewer than two values
};

/// Collective. Computes the moments in two passes, so that a large mean costs no digits of the variance.
[[nodiscard]] inline GeneMoments gene_moments(const SampleSet& samples, std::size_t genes) {
  const auto sums = samples.sum(2 * genes, [&](const SampleBlock& block, std::span<double> sum) {
    for (std::size_t i = 0; i < block.values.rows(); ++i) {
      const auto row = block.values.row(i);
      for (std::size_t g = 0; g < genes; ++g) {
        if (std::isnan(row[g])) continue;
        ++sum[g];
        sum[genes + g] += row[g];
      }
    }
  });
  GeneMoments moments{
      {sums.begin(), sums.begin() + static_cast<std::ptrdiff_t>(genes)}, std::vector<double>(genes), {}};
  for (std::size_t g = 0; g < genes; ++g) {
    moments.mean[g] = moments.count[g] > 0 ? sums[genes + g] / moments.count[g] : std::nan("");
  }
  moments.variance = samples.sum(genes, [&](const SampleBlock& block, std::span<double> sum) {
    for (std::size_t i = 0; i < block.values.rows(); ++i) {
      const auto row = block.values.row(i);
      for (std::size_t g = 0; g < genes; ++g) {
        const double apart = row[g] - moments.mean[g];
        if (!std::isnan(apart)) sum[g] += apart * apart;
      }
    }
  });
  for (std::size_t g = 0; g < genes; ++g) {
    moments.variance[g] = moments.count[g] > 1 ? moments.variance[g] / (moments.count[g] - 1) : 0;
  }
  return moments;
}

}  // namespace lampyris
