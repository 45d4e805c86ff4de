// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "mpi/scalapack/scalapack_grid.hpp"

namespace lampyris::mpi {

/// One axis of a block-cyclic matrix: blocks of consecutive indices assigned in turn to `parts` processes.
struct BlockCyclicAxis {
  static constexpr std::size_t block = 64;  ///< of every DistMatrix
  std::size_t total = 0;                    ///< indices of the whole axis
  std::size_t parts = 1;                    ///< processes along the axis
  std::size_t block_size = block;           ///< at least 1

  /// The part that owns an index.
  [[nodiscard]] std::size_t owner(std::size_t index) const { return index / block_size % parts; }
  /// Where the owner keeps it.
  [[nodiscard]] std::size_t local(std::size_t index) const {
    return index / (block_size * parts) * block_size + index % block_size;
  }
  /// How many indices a part owns.
  [[nodiscard]] std::size_t count(std::size_t part) const;
  /// The indices that a part owns, ascending.
  [[nodiscard]] std::vector<std::size_t> indices(std::size_t part) const;
};

/// My part of a dense matrix that lies block-cyclically on a grid of processes, column-major as ScaLAPACK
/// wants it; zero at the start. Empty on ranks outside the grid. Move-only. Keeps a reference to the grid.
template <class T>
class DistMatrix {
 public:
  /// Not collective. Throws Error when a rank's part would exceed what ScaLAPACK can index (2³¹ − 1 values).
  DistMatrix(const ScalapackGrid& grid, std::size_t rows, std::size_t columns);
  /// Takes the values over.
  DistMatrix(DistMatrix&&) noexcept = default;
  DistMatrix(const DistMatrix&) = delete;

  /// The grid of processes that the matrix lies on.
  [[nodiscard]] const ScalapackGrid& grid() const { return *grid_; }
  /// Rows of the whole matrix.
  [[nodiscard]] std::size_t rows() const { return row_axis_.total; }
  /// Columns of the whole matrix.
  [[nodiscard]] std::size_t columns() const { return column_axis_.total; }
  /// How rows lie over the process rows.
  [[nodiscard]] const BlockCyclicAxis& row_axis() const { return row_axis_; }
  /// How columns lie over the process columns.
  [[nodiscard]] const BlockCyclicAxis& column_axis() const { return column_axis_; }
  /// Rows that this process holds; 0 outside the grid.
  [[nodiscard]] std::size_t local_rows() const { return local_rows_; }
  /// Columns that this process holds; 0 outside the grid.
  [[nodiscard]] std::size_t local_columns() const { return local_columns_; }
  /// My values: local_rows() × local_columns(), column-major without gaps.
  [[nodiscard]] T* data() { return values_.data(); }
  /// My values, to read.
  [[nodiscard]] const T* data() const { return values_.data(); }
  /// By local indices.
  T& operator()(std::size_t i, std::size_t j) { return values_[j * local_rows_ + i]; }
  /// By local indices, to read.
  const T& operator()(std::size_t i, std::size_t j) const { return values_[j * local_rows_ + i]; }
  /// The array descriptor that ScaLAPACK calls DESC.
  [[nodiscard]] const std::array<int, 9>& descriptor() const { return descriptor_; }

 private:
  const ScalapackGrid* grid_;
  BlockCyclicAxis row_axis_, column_axis_;
  std::size_t local_rows_ = 0;
  std::size_t local_columns_ = 0;
  std::vector<T> values_;
  std::array<int, 9> descriptor_{};
};

extern template class DistMatrix<double>;

}  // namespace lampyris::mpi
