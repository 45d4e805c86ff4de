// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/symmetric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "src/base/error.hpp"
#include "src/linalg/threads.hpp"

extern "C" {
void dpotrf_(const char* triangle, const int* n, double* a, const int* lda, int* info);
void dpotri_(const char* triangle, const int* n, double* a, const int* lda, int* info);
void dtrsm_(const char* side, const char* triangle, const char* transpose, const char* diagonal, const int* m,
            const int* n, const double* alpha, const double* a, const int* lda, double* b, const int* ldb);
void dsyevd_(const char* job, const char* triangle, const int* n, double* a, const int* lda, double* w,
             double* work, const int* lwork, int* iwork, const int* liwork, int* info);
void dsyevr_(const char* job, const char* range, const char* triangle, const int* n, double* a,
             const int* lda, const double* lowest, const double* highest, const int* first, const int* last,
             const double* tolerance, int* found, double* w, double* z, const int* ldz, int* support,
             double* work, const int* lwork, int* iwork, const int* liwork, int* info);
}

namespace lampyris {
namespace {

int side_of(const Matrix<double>& a) {
  if (a.rows() != a.columns()) throw std::logic_error("a symmetric matrix is square");
  return static_cast<int>(a.rows());
}

void make_largest_positive(Matrix<double>& rows) {
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const auto row = rows.row(i);
    const auto less = [](double x, double y) { return std::abs(x) < std::abs(y); };
    if (*std::max_element(row.begin(), row.end(), less) < 0) {
      for (double& value : row) value = -value;
    }
  }
}

Eigenvectors decompose_greatest(const char* job, Matrix<double> a, std::size_t count) {
  const int n = side_of(a);
  if (count > a.rows()) throw std::logic_error("more eigenvalues wanted than there are");
  Eigenvectors result;
  if (count == 0) return result;
  const OneBlasThread alone;
  const int first = n - static_cast<int>(count) + 1;
  const double unused = 0;
  int found = 0;
  int info = 0;
  result.values.resize(a.rows());
  if (*job == 'V') result.rows = Matrix<double>(count, a.rows());
  std::vector<int> support(2 * a.rows());
  std::vector<double> work(1);
  std::vector<int> integers(1);
  const auto solve = [&](int work_size, int integers_size) {
    dsyevr_(job, "I", "L", &n, a.data(), &n, &unused, &unused, &first, &n, &unused, &found,
            result.values.data(), result.rows.data(), &n, support.data(), work.data(), &work_size,
            integers.data(), &integers_size, &info);
  };
  solve(-1, -1);
  work.resize(static_cast<std::size_t>(work[0]));
  integers.resize(static_cast<std::size_t>(integers[0]));
  solve(static_cast<int>(work.size()), static_cast<int>(integers.size()));
  if (info != 0 || found != static_cast<int>(count)) {
    throw Error(ExitCode::failed,
                fmt::format("dsyevr did not find the eigenvalues of a {0} × {0} matrix (info {1})", n, info));
  }
  result.values.resize(count);
  make_largest_positive(result.rows);
  return result;
}

}  // namespace

// LAPACK counts by columns: its lower triangle is the upper one here, its L the Uᵀ.
CholeskyFactor::CholeskyFactor(Matrix<double> a) : factor_(std::move(a)) {
  const int n = side_of(factor_);
  if (n == 0) return;
  const OneBlasThread alone;
  int info = 0;
  dpotrf_("L", &n, factor_.data(), &n, &info);
  if (info != 0) {
    throw Error(ExitCode::failed,
                fmt::format("Cholesky: a {0} × {0} matrix is not positive definite (row {1})", n, info));
  }
}

void CholeskyFactor::solve_rows(MatrixView<double> b, Transpose transpose) const {
  const int m = static_cast<int>(b.columns());
  const int n = static_cast<int>(b.rows());
  const int ldb = static_cast<int>(b.stride());
  if (factor_.rows() != b.columns()) throw std::logic_error("CholeskyFactor: shapes do not fit");
  if (m == 0 || n == 0) return;
  const OneBlasThread alone;
  const double one = 1;
  // (b U⁻¹)ᵀ = U⁻ᵀ bᵀ = L⁻¹ bᵀ.
  dtrsm_("L", "L", transpose == Transpose::no ? "N" : "T", "N", &m, &n, &one, factor_.data(), &m, b.data(),
         &ldb);
}

void CholeskyFactor::solve_columns(MatrixView<double> b) const {
  const int m = static_cast<int>(b.columns());
  const int n = static_cast<int>(b.rows());
  const int ldb = static_cast<int>(b.stride());
  if (factor_.rows() != b.rows()) throw std::logic_error("CholeskyFactor: shapes do not fit");
  if (m == 0 || n == 0) return;
  const OneBlasThread alone;
  const double one = 1;
  // (U⁻ᵀ b)ᵀ = bᵀ U⁻¹ = bᵀ L⁻ᵀ.
  dtrsm_("R", "L", "T", "N", &m, &n, &one, factor_.data(), &n, b.data(), &ldb);
}

void CholeskyFactor::solve(MatrixView<double> b) const {
  solve_columns(b);
  const int m = static_cast<int>(b.columns());
  const int n = static_cast<int>(b.rows());
  const int ldb = static_cast<int>(b.stride());
  if (m == 0 || n == 0) return;
  const OneBlasThread alone;
  const double one = 1;
  // bᵀ (L Lᵀ)⁻¹ = (bᵀ L⁻ᵀ) L⁻¹.
  dtrsm_("R", "L", "N", "N", &m, &n, &one, factor_.data(), &n, b.data(), &ldb);
}

Matrix<double> CholeskyFactor::inverse() && {
  const int n = side_of(factor_);
  const OneBlasThread alone;
  int info = 0;
  if (n > 0) dpotri_("L", &n, factor_.data(), &n, &info);
  if (info != 0) throw Error(ExitCode::failed, "Cholesky: a factor has a zero on its diagonal");
  for (std::size_t i = 0; i < factor_.rows(); ++i) {
    for (std::size_t j = i + 1; j < factor_.rows(); ++j) factor_(j, i) = factor_(i, j);
  }
  return std::move(factor_);
}

Eigenvectors decompose_symmetric(Matrix<double> a) {
  const int n = side_of(a);
  Eigenvectors result{std::vector<double>(a.rows()), {}};
  if (n == 0) return result;
  const OneBlasThread alone;
  const int query = -1;
  double work_size = 0;
  int integers_size = 0;
  int info = 0;
  dsyevd_("V", "L", &n, a.data(), &n, result.values.data(), &work_size, &query, &integers_size, &query,
          &info);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  std::vector<int> integers(static_cast<std::size_t>(integers_size));
  const int lwork = static_cast<int>(work.size());
  dsyevd_("V", "L", &n, a.data(), &n, result.values.data(), work.data(), &lwork, integers.data(),
          &integers_size, &info);
  if (info != 0) {
    throw Error(ExitCode::failed,
                fmt::format("dsyevd did not find the eigenvalues of a {0} × {0} matrix (info {1})", n, info));
  }
  make_largest_positive(a);
  result.rows = std::move(a);
  return result;
}

Eigenvectors greatest_eigenvectors(Matrix<double> a, std::size_t count) {
  return decompose_greatest("V", std::move(a), count);
}

std::vector<double> greatest_eigenvalues(Matrix<double> a, std::size_t count) {
  return decompose_greatest("N", std::move(a), count).values;
}

}  // namespace lampyris
