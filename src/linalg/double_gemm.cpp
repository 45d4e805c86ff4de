// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/double_gemm.hpp"

#include <algorithm>
#include <stdexcept>

extern "C" {
void dgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k,
            const double* alpha, const double* a, const int* lda, const double* b, const int* ldb,
            const double* beta, double* c, const int* ldc);
}

namespace lampyris {

void double_gemm(MatrixView<const double> a, Transpose transpose_a, MatrixView<const double> b,
                 Transpose transpose_b, MatrixView<double> c, Accumulate accumulate) {
  const bool a_stored = transpose_a == Transpose::no;
  const bool b_stored = transpose_b == Transpose::no;
  const std::size_t depth = a_stored ? a.columns() : a.rows();
  if ((a_stored ? a.rows() : a.columns()) != c.rows() || (b_stored ? b.rows() : b.columns()) != depth ||
      (b_stored ? b.columns() : b.rows()) != c.columns()) {
    throw std::logic_error("double_gemm: shapes do not fit");
  }
  if (c.rows() == 0 || c.columns() == 0) return;
  // BLAS counts by columns and so sees every matrix transposed: cᵀ = op(b)ᵀ · op(a)ᵀ.
  const int m = static_cast<int>(c.columns());
  const int n = static_cast<int>(c.rows());
  const int k = static_cast<int>(depth);
  const auto leading = [](std::size_t stride) { return std::max(1, static_cast<int>(stride)); };
  const int lda = leading(b.stride());
  const int ldb = leading(a.stride());
  const int ldc = leading(c.stride());
  const double one = 1;
  const double keep = accumulate == Accumulate::yes ? 1 : 0;
  dgemm_(b_stored ? "N" : "T", a_stored ? "N" : "T", &m, &n, &k, &one, b.data(), &lda, a.data(), &ldb, &keep,
         c.data(), &ldc);
}

}  // namespace lampyris
