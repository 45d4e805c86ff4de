// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "src/base/named_values.hpp"

namespace lampyris {

/// How several rows (probes, transcripts) of one gene become one. NaN values are left out of every rule.
enum class Collapse {
  max_mean,      ///< the row with the highest mean; of equals the first
  max_variance,  ///< the row with the highest variance; of equals the first
  mean,          ///< sample by sample
  median,        ///< sample by sample; of an even number the mean of the two in the middle
  sum,           ///< sample by sample
  error,         ///< no gene may have several rows
};

template <>
struct Words<Collapse> {
  static constexpr NamedValue<Collapse> values[] = {{"max-mean", Collapse::max_mean},
                                                    {"mean", Collapse::mean},
                                                    {"median", Collapse::median},
                                                    {"sum", Collapse::sum},
                                                    {"max-variance", Collapse::max_variance},
                                                    {"error", Collapse::error}};
};

/// Gives the rule that a word stands for. Throws UsageError for another word.
[[nodiscard]] Collapse collapse_rule(const std::string& name);

/// Whether the rule keeps one row whole instead of combining the values of all.
[[nodiscard]] bool keeps_one_row(Collapse rule);

/// Count, mean and sum of squared deviations from it; NaN values are left out. Plain doubles, so that ranks
/// can exchange arrays of it.
struct Moments {
  double count = 0;    ///< values
  double mean = 0;     ///< of the values
  double squares = 0;  ///< sum of squared deviations from the mean

  /// Adds a value, unless it is NaN.
  void add(double value);
  /// Adds the values of `other` (Chan, Golub & LeVeque 1983, equation 2.1).
  void merge(const Moments& other);
};

/// The moments of these values, in two passes.
[[nodiscard]] Moments moments_of(std::span<const float> values);

/// The values of one sample in all rows of a gene, by mean, median or sum; NaN when all are. Reorders
/// `values`.
[[nodiscard]] float combine_values(Collapse rule, std::span<float> values);

/// The gene that each row of an input goes to.
struct CollapsePlan {
  /// Genes in the order in which reading the rows completes them: of the row that is kept, else of the last
  /// row.
  std::vector<std::string> genes;
  std::vector<std::optional<std::size_t>> gene_of_row;  ///< nothing for a row that is not used
  std::vector<std::size_t> rows_of_gene;                ///< how many rows are used for it
  std::size_t collapsed = 0;                            ///< genes that had several rows
};

/// Plans which rows become which gene. `names` are the genes by first appearance, `name_of_row` an index into
/// them, or nothing for a row without a gene, `rows` the moments of each row (used by the rules that keep one
/// row).
[[nodiscard]] CollapsePlan plan_collapse(Collapse rule, const std::vector<std::string>& names,
                                         std::span<const std::optional<std::size_t>> name_of_row,
                                         std::span<const Moments> rows);

}  // namespace lampyris
