// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/pca/exact_sums.hpp"
#include "src/pca/sample_shard.hpp"

namespace lampyris {

/// The samples of a cohort with the mean taken away, and sums over them that have the same bits however
/// samples are distributed over ranks. Beside the samples and the results it holds blocks of bounded size.
class ExactScatter {
 public:
  /// Collective. Throws DataError for fewer than two samples, values that are not finite, or when no gene
  /// varies. Refers to both.
  ExactScatter(const SampleShard& shard, const World& world);

  /// The number of samples of all ranks.
  [[nodiscard]] std::size_t samples() const { return shard_.total; }
  /// The number of genes.
  [[nodiscard]] std::size_t genes() const { return mean_.size(); }
  /// One a gene.
  [[nodiscard]] const std::vector<double>& mean() const { return mean_; }
  /// Summed over the genes, with n − 1.
  [[nodiscard]] double total_variance() const { return total_variance_; }

  /// Collective. Xᵀ X: genes × genes, on and above the diagonal.
  [[nodiscard]] Matrix<double> of_genes() const;
  /// X Qᵀ: mine × directions, for orthonormal rows Q. Batch-invariant.
  [[nodiscard]] Matrix<float> scores(MatrixView<const float> directions) const;
  /// Collective. Tᵀ X for scores T: directions × genes.
  [[nodiscard]] Matrix<double> of_scores_and_genes(const Matrix<float>& scores) const;
  /// Collective. Tᵀ T: directions × directions, on and above the diagonal.
  [[nodiscard]] Matrix<double> of_scores(const Matrix<float>& scores) const;

 private:
  [[nodiscard]] Matrix<double> rounded_samples(std::size_t first, std::size_t count) const;
  void centre_samples(Slice rows, Slice genes, Matrix<float>& centred) const;
  void round_samples(Slice rows, Slice genes, Matrix<double>& rounded) const;
  [[nodiscard]] Matrix<double> rounded_scores(const Matrix<float>& scores, const std::vector<double>& powers,
                                              std::size_t first, std::size_t count) const;
  [[nodiscard]] std::vector<double> powers_above(const Matrix<float>& scores) const;
  void find_mean();
  void find_spread();

  const SampleShard& shard_;
  const World& world_;
  ExactSums sums_;
  std::vector<double> mean_;
  double power_ = 1;  // above every |x − mean|
  double total_variance_ = 0;
};

}  // namespace lampyris
