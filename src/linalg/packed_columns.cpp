// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/packed_columns.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>

#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

constexpr std::size_t rows_at_once = 6;
template <class T>
using RowPointers = std::array<const T*, rows_at_once>;
template <class T>
using ProductTile = std::array<T, rows_at_once * PackedColumns<T>::width>;

template <class T>
[[gnu::always_inline]] inline void multiply_rows(const RowPointers<T>& rows, const T* panel,
                                                 std::size_t depth, T* tile) {
  typedef T Vector __attribute__((vector_size(64)));
  constexpr std::size_t lanes = 64 / sizeof(T);
  Vector sums[rows_at_once][2] = {};
  for (std::size_t k = 0; k < depth; ++k) {
    Vector left;
    Vector right;
    __builtin_memcpy(&left, panel + k * 2 * lanes, sizeof left);
    __builtin_memcpy(&right, panel + k * 2 * lanes + lanes, sizeof right);
    for (std::size_t i = 0; i < rows_at_once; ++i) {
      const T x = rows[i][k];
      sums[i][0] += x * left;
      sums[i][1] += x * right;
    }
  }
  __builtin_memcpy(tile, sums, sizeof sums);
}

LAMPYRIS_MULTIVERSION
void multiply_some(const RowPointers<float>& rows, const float* panel, std::size_t depth, float* tile) {
  multiply_rows<float>(rows, panel, depth, tile);
}
LAMPYRIS_MULTIVERSION
void multiply_some(const RowPointers<double>& rows, const double* panel, std::size_t depth, double* tile) {
  multiply_rows<double>(rows, panel, depth, tile);
}

template <class T>
[[gnu::always_inline]] inline double dot_of(const T* x, const T* y, std::size_t count) {
  typedef T Vector __attribute__((vector_size(64)));
  constexpr std::size_t lanes = 64 / sizeof(T);
  Vector sums[2] = {};
  std::size_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    Vector a[2];
    Vector b[2];
    __builtin_memcpy(a, x + i, sizeof a);
    __builtin_memcpy(b, y + i, sizeof b);
    sums[0] += a[0] * b[0];
    sums[1] += a[1] * b[1];
  }
  sums[0] += sums[1];
  double sum = 0;
  for (std::size_t j = 0; j < lanes; ++j) sum += static_cast<double>(sums[0][j]);
  for (; i < count; ++i) sum += static_cast<double>(x[i]) * static_cast<double>(y[i]);
  return sum;
}

LAMPYRIS_MULTIVERSION
double dot_floats(const float* x, const float* y, std::size_t count) {
  return dot_of<float>(x, y, count);
}
LAMPYRIS_MULTIVERSION
double dot_doubles(const double* x, const double* y, std::size_t count) {
  return dot_of<double>(x, y, count);
}

template <class T>
void store_tile(const ProductTile<T>& tile, MatrixView<T> c, std::size_t i, std::size_t first,
                Accumulate accumulate) {
  constexpr std::size_t width = PackedColumns<T>::width;
  const std::size_t rows = std::min(rows_at_once, c.rows() - i);
  const std::size_t columns = std::min(width, c.columns() - first);
  for (std::size_t r = 0; r < rows; ++r) {
    T* to = &c(i + r, first);
    const T* from = tile.data() + r * width;
    if (accumulate == Accumulate::yes) {
      for (std::size_t j = 0; j < columns; ++j) to[j] += from[j];
    } else {
      std::copy_n(from, columns, to);
    }
  }
}

}  // namespace

template <class T>
void PackedColumns<T>::assign(MatrixView<const T> b, Transpose transpose) {
  rows_ = transpose == Transpose::no ? b.rows() : b.columns();
  columns_ = transpose == Transpose::no ? b.columns() : b.rows();
  const std::size_t needed = (columns_ + width - 1) / width * rows_;
  if (packed_.rows() < needed) packed_ = Matrix<T>(needed, width);
  for (std::size_t first = 0; first < columns_; first += width) {
    const std::size_t count = std::min(width, columns_ - first);
    T* panel = packed_.data() + first * rows_;
    for (std::size_t k = 0; k < rows_; ++k) {
      for (std::size_t j = 0; j < count; ++j) {
        panel[k * width + j] = transpose == Transpose::no ? b(k, first + j) : b(first + j, k);
      }
      std::fill(panel + k * width + count, panel + (k + 1) * width, T{0});
    }
  }
}

template <class T>
void batch_invariant_product(MatrixView<const T> a, const PackedColumns<T>& b, MatrixView<T> c,
                             Accumulate accumulate, Triangle triangle) {
  constexpr std::size_t width = PackedColumns<T>::width;
  if (a.columns() != b.rows() || a.rows() != c.rows() || b.columns() != c.columns()) {
    throw std::logic_error("batch_invariant_product: shapes do not fit");
  }
  if (c.rows() == 0) return;
  const auto panels = static_cast<std::ptrdiff_t>((b.columns() + width - 1) / width);
#pragma omp parallel for schedule(static, 1)
  for (std::ptrdiff_t p = 0; p < panels; ++p) {
    const std::size_t first = static_cast<std::size_t>(p) * width;
    const std::size_t rows = triangle == Triangle::upper ? std::min(a.rows(), first + width) : a.rows();
    for (std::size_t i = 0; i < rows; i += rows_at_once) {
      RowPointers<T> pointers;
      for (std::size_t r = 0; r < rows_at_once; ++r) {
        pointers[r] = a.data() + std::min(i + r, a.rows() - 1) * a.stride();
      }
      alignas(64) ProductTile<T> tile;
      multiply_some(pointers, b.panel(first), a.columns(), tile.data());
      store_tile<T>(tile, c, i, first, accumulate);
    }
  }
}

double batch_invariant_dot(std::span<const float> x, std::span<const float> y) {
  return dot_floats(x.data(), y.data(), x.size());
}

double batch_invariant_dot(std::span<const double> x, std::span<const double> y) {
  return dot_doubles(x.data(), y.data(), x.size());
}

template class PackedColumns<float>;
template class PackedColumns<double>;
template void batch_invariant_product<float>(MatrixView<const float>, const PackedColumns<float>&,
                                             MatrixView<float>, Accumulate, Triangle);
template void batch_invariant_product<double>(MatrixView<const double>, const PackedColumns<double>&,
                                              MatrixView<double>, Accumulate, Triangle);

}  // namespace lampyris
