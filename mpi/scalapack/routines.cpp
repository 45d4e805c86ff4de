// SPDX-License-Identifier: Apache-2.0
#include "mpi/scalapack/routines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/error.hpp"

extern "C" {
void pdsyrk_(const char* triangle, const char* transpose, const int* n, const int* k, const double* alpha,
             const double* a, const int* ia, const int* ja, const int* desc_a, const double* beta, double* c,
             const int* ic, const int* jc, const int* desc_c);
void pdgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k,
             const double* alpha, const double* a, const int* ia, const int* ja, const int* desc_a,
             const double* b, const int* ib, const int* jb, const int* desc_b, const double* beta, double* c,
             const int* ic, const int* jc, const int* desc_c);
void pdsyevd_(const char* job, const char* triangle, const int* n, double* a, const int* ia, const int* ja,
              const int* desc_a, double* values, double* vectors, const int* iz, const int* jz,
              const int* desc_z, double* work, const int* work_size, int* integers, const int* integers_size,
              int* info);
}

namespace lampyris::mpi {
namespace {

constexpr int first = 1;  // Fortran counts from one

}  // namespace

void add_self_product(const DistMatrix<double>& a, Transpose transpose_a, DistMatrix<double>& c) {
  if (!a.grid().inside()) return;
  const int n = static_cast<int>(c.rows());
  const int k = static_cast<int>(transpose_a == Transpose::no ? a.columns() : a.rows());
  const double one = 1;
  pdsyrk_("U", transpose_a == Transpose::no ? "N" : "T", &n, &k, &one, a.data(), &first, &first,
          a.descriptor().data(), &one, c.data(), &first, &first, c.descriptor().data());
}

void multiply_transposed(const DistMatrix<double>& a, const DistMatrix<double>& b, Slice columns_of_b,
                         DistMatrix<double>& c) {
  if (!a.grid().inside()) return;
  const int m = static_cast<int>(c.rows());
  const int n = static_cast<int>(columns_of_b.count);
  const int k = static_cast<int>(b.rows());
  const int column = static_cast<int>(columns_of_b.offset) + 1;
  const double one = 1;
  const double zero = 0;
  pdgemm_("T", "N", &m, &n, &k, &one, a.data(), &first, &first, a.descriptor().data(), b.data(), &first,
          &column, b.descriptor().data(), &zero, c.data(), &first, &first, c.descriptor().data());
}

EigenSystem decompose_symmetric(DistMatrix<double>& a) {
  EigenSystem system{std::vector<double>(a.rows()), DistMatrix<double>(a.grid(), a.rows(), a.rows())};
  const int n = static_cast<int>(a.rows());
  int info = 0;
  if (a.grid().inside()) {
    std::vector<double> work(1);
    std::vector<int> integers(1);
    const auto solve = [&](int work_size, int integers_size) {
      pdsyevd_("V", "U", &n, a.data(), &first, &first, a.descriptor().data(), system.values.data(),
               system.vectors.data(), &first, &first, system.vectors.descriptor().data(), work.data(),
               &work_size, integers.data(), &integers_size, &info);
    };
    solve(-1, -1);
    // pdsyevd's own answer is too small for the back-transformation on some grids (a known fault of it); a
    // block of columns more on top of twice the answer has always been enough.
    constexpr auto block = BlockCyclicAxis::block;
    work.resize(2 * static_cast<std::size_t>(work[0]) + block * (3 * block + a.rows()));
    integers.resize(2 * static_cast<std::size_t>(integers[0]) + 8 * a.rows() + block);
    solve(static_cast<int>(work.size()), static_cast<int>(integers.size()));
  }
  const auto& ranks = a.grid().ranks();
  ranks.broadcast(info);
  if (info != 0) {
    throw Error(ExitCode::failed,
                fmt::format("pdsyevd did not find the eigenvalues of a {0} × {0} matrix (info {1}): "
                            "try another number of ranks",
                            n, info));
  }
  ranks.broadcast(system.values);
  return system;
}

}  // namespace lampyris::mpi
