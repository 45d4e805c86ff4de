// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "io/cohort/annotation_table.hpp"
#include "src/cohort/annotation.hpp"
#include "src/cohort/condition.hpp"

namespace lampyris::io {

/// Reads what to select: as Condition::parse, and the term "bulk" stands for singlecellprobability<0.5, as
/// ARCHS4 tells bulk from single-cell samples. Throws UsageError.
[[nodiscard]] Condition parse_selection(const std::string& select);

/// Returns the samples that `select` names, ascending, by the table's columns (which may be null) and by the
/// input's own, the table's first. Throws UsageError as Condition::holds, DataError when no sample is left;
/// `input` names it.
[[nodiscard]] std::vector<std::size_t> selected_samples(const std::string& select,
                                                        const std::vector<std::string>& samples,
                                                        const Annotation& own, const AnnotationTable* table,
                                                        const std::string& input);

}  // namespace lampyris::io
