// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "src/linalg/gemm.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Cholesky's factor of a symmetric positive definite matrix, A = Uᵀ U, through LAPACK by one thread: the
/// bits are a function of A alone on one machine.
class CholeskyFactor {
 public:
  /// Takes over `a`, of which the elements on and above the diagonal are read. Throws Error when it is not
  /// positive definite to rounding.
  explicit CholeskyFactor(Matrix<double> a);

  /// Replaces the columns of `b` by A⁻¹ b.
  void solve(MatrixView<double> b) const;
  /// Replaces the rows of `b` by b U⁻¹ (Transpose::no) or b U⁻ᵀ.
  void solve_rows(MatrixView<double> b, Transpose transpose) const;
  /// Replaces the columns of `b` by U⁻ᵀ b.
  void solve_columns(MatrixView<double> b) const;
  /// Gives A⁻¹, the whole of it.
  [[nodiscard]] Matrix<double> inverse() &&;
  /// Gives the memory back, for another matrix.
  [[nodiscard]] Matrix<double> release() && { return std::move(factor_); }

 private:
  Matrix<double> factor_;
};

/// Eigenvalues, rising, and unit eigenvectors, one a row.
struct Eigenvectors {
  std::vector<double> values;  ///< rising
  Matrix<double> rows;         ///< row j belongs to values[j]; the entry of largest magnitude is positive
};

/// Decomposes a symmetric matrix, of which the elements on and above the diagonal are read, by divide and
/// conquer (dsyevd), by one thread. Throws Error when it does not converge.
[[nodiscard]] Eigenvectors decompose_symmetric(Matrix<double> a);

/// The same for the `count` greatest eigenvalues alone, by relatively robust representations (dsyevr), in a
/// fraction of the time.
[[nodiscard]] Eigenvectors greatest_eigenvectors(Matrix<double> a, std::size_t count);

/// Gives the `count` greatest eigenvalues, rising, without vectors. As greatest_eigenvectors.
[[nodiscard]] std::vector<double> greatest_eigenvalues(Matrix<double> a, std::size_t count);

}  // namespace lampyris
