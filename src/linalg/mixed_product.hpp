// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "src/linalg/double_gemm.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// c = a · b, or c += …, in double with a right factor of floats, which is never held whole in double.
/// Batch-invariant, as batch_invariant_product.
void mixed_product(MatrixView<const double> a, MatrixView<const float> b, MatrixView<double> c,
                   Accumulate accumulate = Accumulate::no);

}  // namespace lampyris
