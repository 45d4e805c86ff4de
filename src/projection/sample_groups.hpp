// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/cohort/annotation.hpp"

namespace lampyris {

/// Groups that samples are measured in: all of them, and the classes of some columns.
struct SampleGroups {
  std::vector<std::string> names;                   ///< "all", then "column=value"
  std::vector<std::string> columns;                 ///< of each group; of all samples ""
  std::vector<std::size_t> sizes;                   ///< samples of each group
  std::vector<std::vector<std::size_t>> of_sample;  ///< the groups that each sample is in, ascending
};

/// Makes the groups of `columns`, classes in sorted order; a sample without a value is in no class. Throws
/// UsageError for an absent column, naming the nearest, for one without a value, and for more than 200
/// classes of all columns.
[[nodiscard]] SampleGroups make_sample_groups(const Annotation& annotation,
                                              const std::vector<std::string>& columns, std::size_t samples);

}  // namespace lampyris
