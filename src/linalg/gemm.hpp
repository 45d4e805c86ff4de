#pragma once

#include <span>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Whether a factor enters a product as stored or transposed.
enum class As { stored, transposed };

/// What is done to a product before it is stored.
enum class Finish { nothing, sigmoid };

/// c = finish(op(a) · op(b) + bias): m×k times k×n, through oneDNN with the threads of this process. `bias`
/// is empty or n values added to every row. Views whose rows have gaps are allowed. Fast, but the last bits
/// may depend on m and on the number of threads: see steady_gemm for results that must not.
void gemm(MatrixView<const float> a, As a_as, MatrixView<const float> b, As b_as, MatrixView<float> c,
          std::span<const float> bias = {}, Finish finish = Finish::nothing);

}  // namespace lampyris
