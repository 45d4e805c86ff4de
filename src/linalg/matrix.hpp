// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>

namespace lampyris {

/// Rows × columns of T in row-major order, `stride` elements from one row to the next; owns nothing.
template <class T>
class MatrixView {
 public:
  /// No rows and no columns.
  MatrixView() = default;
  /// Sees rows that lie without gaps.
  MatrixView(T* data, std::size_t rows, std::size_t columns) : MatrixView(data, rows, columns, columns) {}
  /// Sees rows that begin `stride` elements after one another, stride ≥ columns.
  MatrixView(T* data, std::size_t rows, std::size_t columns, std::size_t stride)
      : data_(data), rows_(rows), columns_(columns), stride_(stride) {}

  /// The same view, to read.
  // NOLINTNEXTLINE(google-explicit-constructor): a view of T reads as a view of const T
  operator MatrixView<const T>() const requires(!std::is_const_v<T>) {
    return {data_, rows_, columns_, stride_};
  }

  /// The first element.
  [[nodiscard]] T* data() const noexcept { return data_; }
  /// The number of rows.
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  /// The number of columns.
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  /// Elements from the begin of one row to that of the next.
  [[nodiscard]] std::size_t stride() const noexcept { return stride_; }
  /// Row i.
  [[nodiscard]] std::span<T> row(std::size_t i) const { return {data_ + i * stride_, columns_}; }
  /// The element in row i, column j.
  T& operator()(std::size_t i, std::size_t j) const { return data_[i * stride_ + j]; }

  /// The view of `count` rows from row `first`.
  [[nodiscard]] MatrixView middle_rows(std::size_t first, std::size_t count) const {
    return {data_ + first * stride_, count, columns_, stride_};
  }

 private:
  T* data_ = nullptr;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::size_t stride_ = 0;
};

/// Owns rows × columns of T, row-major without gaps, aligned to 64 bytes, zero at the start. Move-only.
template <class T>
class Matrix {
 public:
  /// No rows and no columns.
  Matrix() = default;
  /// Makes a matrix of zeros.
  Matrix(std::size_t rows, std::size_t columns)
      : data_(new (std::align_val_t{64}) T[std::max<std::size_t>(1, rows * columns)]()),
        rows_(rows),
        columns_(columns) {}

  /// Copies the matrix, which nothing does unasked.
  [[nodiscard]] Matrix clone() const {
    Matrix copy(rows_, columns_);
    std::copy_n(data_.get(), size(), copy.data_.get());
    return copy;
  }

  /// The number of rows.
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  /// The number of columns.
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  /// The number of elements.
  [[nodiscard]] std::size_t size() const noexcept { return rows_ * columns_; }
  /// The first element.
  [[nodiscard]] T* data() noexcept { return data_.get(); }
  /// The first element, to read.
  [[nodiscard]] const T* data() const noexcept { return data_.get(); }
  /// All elements, row by row.
  [[nodiscard]] std::span<T> values() { return {data_.get(), size()}; }
  /// All elements, row by row, to read.
  [[nodiscard]] std::span<const T> values() const { return {data_.get(), size()}; }
  /// Row i.
  [[nodiscard]] std::span<T> row(std::size_t i) { return {data_.get() + i * columns_, columns_}; }
  /// Row i, to read.
  [[nodiscard]] std::span<const T> row(std::size_t i) const { return {data_.get() + i * columns_, columns_}; }
  /// The element in row i, column j.
  T& operator()(std::size_t i, std::size_t j) { return data_[i * columns_ + j]; }
  /// The element in row i, column j, to read.
  const T& operator()(std::size_t i, std::size_t j) const { return data_[i * columns_ + j]; }

  /// The whole as a view.
  [[nodiscard]] MatrixView<T> view() { return {data_.get(), rows_, columns_}; }
  /// The whole as a view, to read.
  [[nodiscard]] MatrixView<const T> view() const { return {data_.get(), rows_, columns_}; }

 private:
  struct Release {
    void operator()(T* data) const { ::operator delete[](data, std::align_val_t{64}); }
  };
  static_assert(std::is_trivially_destructible_v<T>);
  std::unique_ptr<T[], Release> data_;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
};

}  // namespace lampyris
