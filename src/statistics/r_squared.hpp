// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/linalg/numbers.hpp"

namespace lampyris {

/// Coefficient of determination of a reconstruction: R² of a gene = 1 − Σ(x̂ − x)² / Σ(x − mean)², the mean
/// being that of the training samples (the samples measured here may be others). All in scaled units. The
/// sums are exact multiples of 2⁻³⁶, so that the result does not depend on how samples are distributed over
/// ranks, as long as no gene's sum exceeds 2¹⁷.
class RSquared {
 public:
  /// R² over all genes in three ways, and of each gene.
  struct Summary {
    double global = 0;             ///< both sums over all genes first
    double gene_mean = 0;          ///< over genes that vary
    double gene_median = 0;        ///< over genes that vary
    std::vector<double> per_gene;  ///< NaN for a gene that does not vary
  };

  /// `training_mean`: one value a gene, in scaled units (see scaled_mean).
  explicit RSquared(std::vector<double> training_mean);

  /// Adds these samples; both are n × some genes, those from `first_gene` on, in one precision; n may be 0.
  void add(const Numbers& truth, const Numbers& reconstruction, std::size_t first_gene = 0);
  /// Collective. Adds up what all ranks have seen, each sample and gene on one rank; then no rank adds more.
  void sum(const World& world);
  /// NaN throughout when no sample was added or nothing varies.
  [[nodiscard]] Summary summary() const;
  /// The same over these genes alone, ascending; `per_gene` is NaN for all others.
  [[nodiscard]] Summary summary(std::span<const std::size_t> genes) const;
  /// Σ(x − mean)² over samples and genes so far.
  [[nodiscard]] double total() const;

 private:
  template <class Number>
  void add_view(MatrixView<const Number> truth, MatrixView<const Number> reconstruction,
                std::size_t first_gene);

  std::vector<double> mean_;
  std::vector<double> sums_;  // residual of every gene, then total of every gene
};

/// R² of each of these samples: 1 − Σ(x̂ − x)² / Σ(x − mean)² over the genes; NaN for a sample that equals the
/// mean. Shapes as in RSquared.
[[nodiscard]] std::vector<double> sample_r_squared(MatrixView<const float> truth,
                                                   MatrixView<const float> reconstruction,
                                                   const std::vector<double>& training_mean);

}  // namespace lampyris
