#pragma once

#include <span>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// c = a · b + bias: m×k times k×n; `bias` is empty or n values. Every element is summed over k in order, in
/// float, by one code path: a row's bits depend on that row of `a` and on `b` alone, not on which rows are
/// computed together, on how many threads, or on which rank. Everything after training goes through it, which
/// is why result files are byte-identical on any number of ranks.
void steady_gemm(MatrixView<const float> a, MatrixView<const float> b, MatrixView<float> c,
                 std::span<const float> bias = {});

}  // namespace lampyris
