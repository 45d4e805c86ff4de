#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "io/cohort/cohort_file.hpp"
#include "src/base/slice.hpp"
#include "src/cohort/scaling.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io {

/// Which values of a cohort: these samples (indices in the cohort, in any order) of these genes.
struct CohortBlock {
  std::span<const std::size_t> samples;
  Slice genes;
};

/// samples × genes in Number (float or bfloat16), scaled. Memory: the result and 256 samples of floats.
/// Adds to `clamped` how many values had to be clamped. Not collective. Throws DataError when the
/// file cannot be read.
template <class Number>
[[nodiscard]] Matrix<Number> read_scaled(const CohortFile& cohort, const Scaling& scaling,
                                         const CohortBlock& block, std::size_t& clamped);

template <class Number>
using UseScaled = std::function<void(std::size_t first, MatrixView<const Number> scaled)>;

/// The rows of read_scaled, at most 256 at a time, with the first one's place among the samples, which must
/// ascend: for what is computed once from values that are not kept. Not collective.
template <class Number>
void for_each_scaled_block(const CohortFile& cohort, const Scaling& scaling, const CohortBlock& block,
                           const UseScaled<Number>& use);

}  // namespace lampyris::io
