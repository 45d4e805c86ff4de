// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "src/linalg/bfloat16.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Whether a factor enters a product as stored or transposed.
enum class Transpose { no, yes };

/// Gives the other of the two.
[[nodiscard]] constexpr Transpose flipped(Transpose transpose) {
  return transpose == Transpose::no ? Transpose::yes : Transpose::no;
}

/// The function that is applied to each sum before it is stored.
enum class Epilogue { none, sigmoid, tanh, relu, leaky_relu, elu, gelu };

/// The slope of leaky_relu below zero.
constexpr float leaky_slope = 0.01F;

/// The parts of a product besides its factors.
struct GemmOptions {
  std::span<const float> bias{};       ///< empty, or n values added to every row
  Epilogue epilogue = Epilogue::none;  ///< applied to each sum after the bias
  bool accumulate = false;             ///< c += instead of c =; without bias and epilogue
};

/// c = epilogue(op(a) · op(b) + bias): m×k times k×n, through oneDNN with the threads of this process (one in
/// a parallel region). Factors are both float or both bfloat16, sums are float, c is float or as the factors.
/// Views whose rows have gaps are allowed. Fast, but the last bits may depend on m and on the number of
/// threads: see batch_invariant_gemm for results that must not. m or n of 0 is nothing to do; k of 0 is an
/// error.
template <class Factor, class Result>
void gemm(MatrixView<const Factor> a, Transpose transpose_a, MatrixView<const Factor> b,
          Transpose transpose_b, MatrixView<Result> c, const GemmOptions& options = {});

extern template void gemm<float, float>(MatrixView<const float>, Transpose, MatrixView<const float>,
                                        Transpose, MatrixView<float>, const GemmOptions&);
extern template void gemm<bfloat16, float>(MatrixView<const bfloat16>, Transpose, MatrixView<const bfloat16>,
                                           Transpose, MatrixView<float>, const GemmOptions&);
extern template void gemm<bfloat16, bfloat16>(MatrixView<const bfloat16>, Transpose,
                                              MatrixView<const bfloat16>, Transpose, MatrixView<bfloat16>,
                                              const GemmOptions&);

/// Whether this processor multiplies bfloat16 at all: AVX-512.
[[nodiscard]] bool cpu_multiplies_bfloat16();

/// Whether products of bfloat16 are faster here than products of float: AVX512-BF16 or AMX.
[[nodiscard]] bool cpu_has_bfloat16();

}  // namespace lampyris
