// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "src/base/slice.hpp"
#include "src/base/world.hpp"
#include "src/cohort/scaling.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Gives the values of these samples and genes of a cohort, samples × genes, NaN = missing. Not collective.
using CohortReader = std::function<Matrix<float>(Slice samples, Slice genes)>;

/// Collective. Statistics of every gene over the samples `chosen` (indices in ascending order) of a cohort of
/// `genes` genes; missing values are left out. A gene without any value has 0 throughout. Each rank reads all
/// samples for its share of the genes, in blocks of bounded size, so the result does not depend on the number
/// of ranks.
[[nodiscard]] GeneStatistics gene_statistics(const World& world, const std::vector<std::size_t>& chosen,
                                             std::size_t genes, const CohortReader& read);

}  // namespace lampyris
