// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "src/linalg/gemm.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Whether a product is added to the values of its target, or replaces them.
enum class Accumulate { no, yes };

/// c = op(a) · op(b), or c += …: m×k times k×n in double, through BLAS with the threads of this process. The
/// last bits may depend on m and on the number of threads.
void double_gemm(MatrixView<const double> a, Transpose transpose_a, MatrixView<const double> b,
                 Transpose transpose_b, MatrixView<double> c, Accumulate accumulate = Accumulate::no);

}  // namespace lampyris
