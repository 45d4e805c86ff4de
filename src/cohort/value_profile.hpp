// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "src/cohort/collapse.hpp"

namespace lampyris {

/// Counts of the values of an input by their kind; NaN = missing. They add up over parts of an input, and
/// are plain doubles, so that ranks can sum them.
struct ValueProfile {
  double values = 0;          ///< missing ones included
  double missing = 0;         ///< NaN
  double infinite = 0;        ///< infinite ones
  double zeros = 0;           ///< equal to 0
  double negative = 0;        ///< below 0
  double fractional = 0;      ///< not whole numbers
  double constant_genes = 0;  ///< genes whose values are all equal
  double empty_genes = 0;     ///< genes without a value
  double outlier_genes = 0;   ///< genes with an outlier, see outlier_deviations
  double low;                 ///< least finite value; infinity without one
  double high;                ///< greatest finite value; −infinity without one

  /// Nothing is counted yet.
  ValueProfile();
  /// Counts these values; of genes it counts nothing.
  void count_values(std::span<const float> values);
  /// Counts one gene by its moments, lowest and highest value in all samples; see outlier_deviations.
  void count_gene(const Moments& gene, double lowest, double highest);
};

/// A gene is an outlier's when one of its values lies further from its mean than so many of its standard
/// deviations (ours: of 102 samples and more one can; 10 is far outside what a skewed gene has).
inline constexpr double outlier_deviations = 10;

/// Names the scale of a cohort's values, by these rules (ours), the first that holds: "log ratios or centred"
/// when there are negative ones; "counts" when all are whole numbers; "log" when none is above 30, as 2 to
/// that power is more than any count; "linear, normalised per sample" when the totals of all samples are
/// within 1 % of each other; else "linear". `totals` are sums over the genes of each sample.
[[nodiscard]] std::string scale_of(const ValueProfile& profile, std::span<const double> totals);

}  // namespace lampyris
