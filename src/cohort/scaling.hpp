// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "src/base/named_values.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// To [0, 1] between minimum and maximum; by mean and sd, clipped at ±20; or as they are.
enum class ScalingMethod { minmax, zscore, none };

template <>
struct Words<ScalingMethod> {
  static constexpr NamedValue<ScalingMethod> values[] = {
      {"minmax", ScalingMethod::minmax}, {"zscore", ScalingMethod::zscore}, {"none", ScalingMethod::none}};
};

/// Statistics of every gene over the training samples, in the units of the cohort; NaN values left out.
struct GeneStatistics {
  std::vector<double> minimum;  ///< least value of each gene
  std::vector<double> maximum;  ///< greatest value of each gene
  std::vector<double> mean;     ///< mean value of each gene
  std::vector<double> sd;       ///< standard deviation, with n − 1; 0 for fewer than two values
};

/// How values of the cohort become inputs of the autoencoder, gene by gene:
/// clamp((x − offset) · factor, low, high). A missing value becomes that of the training mean.
struct Scaling {
  std::string name;           ///< the word of the ScalingMethod
  std::vector<float> offset;  ///< one a gene, in the units of the cohort
  std::vector<float> factor;  ///< one a gene; a constant gene has factor 0
  float low;                  ///< least input; −infinity where nothing is clamped
  float high;                 ///< greatest input; infinity where nothing is clamped
  std::vector<float> mean;    ///< training mean in the units of the cohort, for missing values

  /// `values` is samples × genes, the genes being those from `first_gene` on; in place. Returns how many
  /// values had to be clamped.
  std::size_t apply(MatrixView<float> values, std::size_t first_gene = 0) const;

  /// The same, rounded to Number (float or bfloat16), into `out`, which has the shape of `values` and may be
  /// the same memory when Number is float.
  template <class Number>
  std::size_t apply_to(MatrixView<const float> values, std::size_t first_gene, MatrixView<Number> out) const;
};

/// Makes the scaling of every gene from its statistics over the training samples.
[[nodiscard]] Scaling make_scaling(ScalingMethod method, const GeneStatistics& training);

/// Gives the training mean of every gene in scaled units.
[[nodiscard]] std::vector<double> scaled_mean(const Scaling& scaling);

}  // namespace lampyris
