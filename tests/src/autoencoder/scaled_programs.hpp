// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include "src/base/random.hpp"
#include "src/linalg/matrix.hpp"

extern "C" void dsyev_(const char* job, const char* triangle, const int* n, double* a, const int* lda,
                       double* values, double* work, const int* lwork, int* info);

namespace lampyris {

constexpr std::size_t small_samples = 40;
constexpr std::size_t small_genes = 30;

/// 40 samples × 30 genes: six programs and noise, each gene scaled to [0, 1]. Gene 0 is 0 and gene 1 is 1 in
/// every sample, gene 2 is 1 in one sample and 0 in the others.
inline Matrix<float> small_cohort() {
  Random random(7, Stream::simulated_noise, 0);
  Matrix<float> codes(small_samples, 6);
  Matrix<float> loadings(6, small_genes);
  for (float& value : codes.values()) value = static_cast<float>(random.normal());
  for (float& value : loadings.values()) value = static_cast<float>(random.normal());
  Matrix<float> cohort(small_samples, small_genes);
  for (std::size_t g = 0; g < small_genes; ++g) {
    std::vector<float> gene(small_samples);
    for (std::size_t i = 0; i < small_samples; ++i) {
      gene[i] = static_cast<float>(0.3 * random.normal());
      for (std::size_t p = 0; p < 6; ++p) gene[i] += codes(i, p) * loadings(p, g);
    }
    const auto [low, high] = std::minmax_element(gene.begin(), gene.end());
    for (std::size_t i = 0; i < small_samples; ++i) cohort(i, g) = (gene[i] - *low) / (*high - *low);
  }
  for (std::size_t i = 0; i < small_samples; ++i) {
    cohort(i, 0) = 0;
    cohort(i, 1) = 1;
    cohort(i, 2) = i == 5 ? 1.0F : 0.0F;
  }
  return cohort;
}

inline std::vector<double> column_means(const Matrix<float>& values) {
  std::vector<double> mean(values.columns());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t g = 0; g < mean.size(); ++g) mean[g] += values(i, g);
  }
  for (double& sum : mean) sum /= static_cast<double>(values.rows());
  return mean;
}

/// All components of a cohort, from the covariance of its genes, by LAPACK.
struct SmallPca {
  std::vector<double> mean, variances;
  Matrix<float> components;
};

inline SmallPca small_pca(const Matrix<float>& cohort) {
  const std::size_t genes = cohort.columns();
  SmallPca pca{column_means(cohort), std::vector<double>(genes), Matrix<float>(genes, genes)};
  std::vector<double> covariance(genes * genes);
  for (std::size_t i = 0; i < cohort.rows(); ++i) {
    for (std::size_t g = 0; g < genes; ++g) {
      for (std::size_t h = 0; h < genes; ++h) {
        covariance[g * genes + h] += (cohort(i, g) - pca.mean[g]) * (cohort(i, h) - pca.mean[h]) /
                                     static_cast<double>(cohort.rows() - 1);
      }
    }
  }
  const int n = static_cast<int>(genes);
  const int length = 64 * n;
  std::vector<double> work(static_cast<std::size_t>(length));
  int info = 0;
  dsyev_("V", "U", &n, covariance.data(), &n, pca.variances.data(), work.data(), &length, &info);
  if (info != 0) throw std::runtime_error("dsyev failed");
  // Rising, eigenvectors in columns of a column-major matrix.
  std::reverse(pca.variances.begin(), pca.variances.end());
  for (std::size_t j = 0; j < genes; ++j) {
    for (std::size_t g = 0; g < genes; ++g) {
      pca.components(j, g) = static_cast<float>(covariance[(genes - 1 - j) * genes + g]);
    }
  }
  return pca;
}

/// Reconstructs a cohort from its first k components.
inline Matrix<float> reconstruct(const SmallPca& pca, const Matrix<float>& cohort, std::size_t k) {
  Matrix<float> result(cohort.rows(), cohort.columns());
  for (std::size_t i = 0; i < cohort.rows(); ++i) {
    std::vector<double> row = pca.mean;
    for (std::size_t j = 0; j < k; ++j) {
      double score = 0;
      for (std::size_t g = 0; g < row.size(); ++g) {
        score += (cohort(i, g) - pca.mean[g]) * pca.components(j, g);
      }
      for (std::size_t g = 0; g < row.size(); ++g) row[g] += score * pca.components(j, g);
    }
    std::copy(row.begin(), row.end(), result.row(i).begin());
  }
  return result;
}

inline double r_squared(const Matrix<float>& cohort, const Matrix<float>& reconstruction) {
  const auto mean = column_means(cohort);
  double residual = 0;
  double total = 0;
  for (std::size_t i = 0; i < cohort.rows(); ++i) {
    for (std::size_t g = 0; g < cohort.columns(); ++g) {
      const double missed = cohort(i, g) - reconstruction(i, g);
      residual += missed * missed;
      total += (cohort(i, g) - mean[g]) * (cohort(i, g) - mean[g]);
    }
  }
  return 1 - residual / total;
}

}  // namespace lampyris
