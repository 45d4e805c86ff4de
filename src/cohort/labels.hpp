// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/cohort/annotation.hpp"

namespace lampyris {

/// A text column as numbers. Classes are in sorted order; a sample without a value has class `missing`.
struct Labels {
  static constexpr std::size_t missing = static_cast<std::size_t>(-1);  ///< class of a sample without a value
  std::vector<std::string> classes;                                     ///< names, sorted
  std::vector<std::size_t> of_sample;  ///< class of each sample: an index into `classes`, or `missing`
};

/// Numbers the classes of a column, one value a sample.
[[nodiscard]] Labels make_labels(const std::vector<std::string>& values);

/// Groups of samples that belong together (a patient, a donor, a study). `key` is a column, or
/// "column~regex": then the group is the first capture of the regular expression (ECMAScript) in that column.
/// A sample without a value or without a match is a group of its own. Throws UsageError for an unknown column
/// or a bad expression.
[[nodiscard]] Labels make_groups(const Annotation& annotation, const std::string& key, std::size_t samples);

}  // namespace lampyris
