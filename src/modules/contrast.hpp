// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "src/cohort/annotation.hpp"
#include "src/cohort/condition.hpp"

namespace lampyris {

/// A question to a cohort, as a user asks it.
struct ContrastQuery {
  std::string name;      ///< of the contrast, which its tables and errors bear
  std::string cases;     ///< which samples are cases, see Condition::parse
  std::string controls;  ///< which samples are controls, see Condition::parse
  std::string group;     ///< see make_groups; empty: every sample is a group of its own
};

/// Throws UsageError unless every question can be asked of some cohort: a name that can be part of a file
/// name and that no other has, and cases and controls that Condition::parse reads.
void check_queries(std::span<const ContrastQuery> queries);

/// Cases and controls among the samples of a cohort.
struct Contrast {
  std::string name;  ///< as in the query
  std::vector<std::size_t>
      samples;  ///< of the cohort, ascending; those below have one value for each of these
  std::vector<std::uint8_t> is_case;  ///< 0 or 1
  std::vector<std::size_t> group;     ///< 0…groups − 1, numbered as they appear
  std::size_t groups = 0;             ///< how many groups there are
  std::size_t cases = 0;              ///< how many of the samples are cases

  /// How many of the samples are controls.
  [[nodiscard]] std::size_t controls() const { return samples.size() - cases; }
  /// A number of this contrast for random streams: a hash of its name, so that neither the order of contrasts
  /// nor another one changes its results.
  [[nodiscard]] std::uint64_t stream_index(std::uint32_t unit) const;
};

/// Throws UsageError that names the contrast: what check_queries and Condition throw, an unknown column or a
/// bad expression in `group`, a sample that is case and control, fewer than 3 cases or 3 controls.
[[nodiscard]] Contrast select_contrast(const ContrastQuery& query, const Annotation& annotation,
                                       const std::vector<std::string>& sample_ids);

}  // namespace lampyris
