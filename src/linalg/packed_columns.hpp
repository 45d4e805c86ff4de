// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/linalg/double_gemm.hpp"
#include "src/linalg/gemm.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// A right factor in the order in which batch_invariant_product reads it, for many products. T is float or
/// double.
template <class T>
class PackedColumns {
 public:
  /// Columns of one panel: two vectors of 64 bytes.
  static constexpr std::size_t width = 128 / sizeof(T);

  /// Holds nothing yet.
  PackedColumns() = default;
  /// Copies op(b).
  explicit PackedColumns(MatrixView<const T> b, Transpose transpose = Transpose::no) { assign(b, transpose); }

  /// Copies op(b) in place of what was held, into the same memory where it fits.
  void assign(MatrixView<const T> b, Transpose transpose = Transpose::no);

  /// The rows of op(b).
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// The columns of op(b).
  [[nodiscard]] std::size_t columns() const { return columns_; }
  /// The panel of columns from `first` on, a multiple of `width`: rows × width, padded with zeros.
  [[nodiscard]] const T* panel(std::size_t first) const { return packed_.data() + first * rows_; }

 private:
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  Matrix<T> packed_;
};

/// Which elements of a product are wanted: all, or those on and above the diagonal (others may be written).
enum class Triangle { whole, upper };

/// c = a · b, or c += …: as batch_invariant_gemm, for many products with the same right factor. Every element
/// is summed over k in order, by one code path, so that a row's bits depend on that row of `a` and on `b`
/// alone.
template <class T>
void batch_invariant_product(MatrixView<const T> a, const PackedColumns<T>& b, MatrixView<T> c,
                             Accumulate accumulate = Accumulate::no, Triangle triangle = Triangle::whole);

/// Σ x·y in one order, by vectors of 64 bytes.
[[nodiscard]] double batch_invariant_dot(std::span<const float> x, std::span<const float> y);
/// Σ x·y in one order, by vectors of 64 bytes.
[[nodiscard]] double batch_invariant_dot(std::span<const double> x, std::span<const double> y);

}  // namespace lampyris
