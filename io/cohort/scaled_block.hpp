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

/// Which part of a cohort: these samples (ascending) of these genes.
struct CohortPart {
  std::span<const std::size_t> samples;
  Slice genes;
};

/// Not collective. Reads and scales a part in blocks of some hundred samples: use(first, block) is called in
/// order, the block's rows being the samples from number `first` of part.samples on. Returns how many values
/// had to be clamped.
std::size_t for_each_scaled_block(const CohortFile& cohort, const Scaling& scaling, const CohortPart& part,
                                  const std::function<void(std::size_t, MatrixView<const float>)>& use);

template <class Number>
struct ScaledBlock {
  Matrix<Number> values;    ///< samples × genes
  std::size_t clamped = 0;  ///< how many values had to be
};

/// Not collective. A part, scaled; no copy in float of all of it exists on the way.
template <class Number>
[[nodiscard]] ScaledBlock<Number> read_scaled(const CohortFile& cohort, const Scaling& scaling,
                                              const CohortPart& part);

extern template ScaledBlock<float> read_scaled<float>(const CohortFile&, const Scaling&, const CohortPart&);
extern template ScaledBlock<bfloat16> read_scaled<bfloat16>(const CohortFile&, const Scaling&,
                                                            const CohortPart&);

}  // namespace lampyris::io
