// SPDX-License-Identifier: Apache-2.0
#include "mpi/scalapack/psgemm.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>
#include <array>

extern "C" {
void psgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k,
             const float* alpha, const float* a, const int* ia, const int* ja, const int* desc_a,
             const float* b, const int* ib, const int* jb, const int* desc_b, const float* beta, float* c,
             const int* ic, const int* jc, const int* desc_c);
int pilaenv_(const int* context, const char* precision);
}

// How many rows or columns PBLAS exchanges and multiplies at once, whatever blocks the matrices lie in. PBLAS
// asks this function of its library, which is made to be replaced; the library's own says 32, far too few for
// BLAS to be fast. Products in double, those of the PCA, stay as they were.
int pilaenv_(const int*, const char* precision) {
  constexpr int of_library = 32;
  constexpr int of_products = 256;
  return *precision == 'S' || *precision == 's' ? of_products : of_library;
}

namespace lampyris::mpi {
namespace {

std::array<int, 9> descriptor(const ScalapackGrid& grid, const BlockCyclicAxis& rows,
                              const BlockCyclicAxis& columns) {
  constexpr int dense = 1;
  const auto local_rows = rows.count(static_cast<std::size_t>(grid.row()));
  return {dense,
          grid.context(),
          static_cast<int>(rows.total),
          static_cast<int>(columns.total),
          static_cast<int>(rows.block_size),
          static_cast<int>(columns.block_size),
          0,
          0,
          std::max(1, static_cast<int>(local_rows))};
}

}  // namespace

void keep_panels() {
#ifdef __GLIBC__
  constexpr int largest = 1 << 28;
  mallopt(M_MMAP_THRESHOLD, largest);
  mallopt(M_TRIM_THRESHOLD, 2 * largest);
#endif
}

void multiply(const ScalapackGrid& grid, BlockCyclicView<const float> a, Transpose transpose_a,
              BlockCyclicView<const float> b, Transpose transpose_b, BlockCyclicView<float> c) {
  constexpr int first = 1;  // Fortran counts from one
  constexpr float one = 1;
  constexpr float zero = 0;
  const auto m = static_cast<int>(c.rows.total);
  const auto n = static_cast<int>(c.columns.total);
  const auto k = static_cast<int>((transpose_a == Transpose::no ? a.columns : a.rows).total);
  const auto of_a = descriptor(grid, a.rows, a.columns);
  const auto of_b = descriptor(grid, b.rows, b.columns);
  const auto of_c = descriptor(grid, c.rows, c.columns);
  psgemm_(transpose_a == Transpose::no ? "N" : "T", transpose_b == Transpose::no ? "N" : "T", &m, &n, &k,
          &one, a.mine, &first, &first, of_a.data(), b.mine, &first, &first, of_b.data(), &zero, c.mine,
          &first, &first, of_c.data());
}

}  // namespace lampyris::mpi
