// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mpi/communicator.hpp"
#include "mpi/process_grid.hpp"

namespace lampyris::mpi {

/// The two-dimensional grid of processes that ScaLAPACK computes on. Keeps a reference to the communicator,
/// which lives longer. Move-only. One calling thread.
class ScalapackGrid {
 public:
  /// Collective. As square as the number of ranks allows, filled row by row. Ranks that are left over stand
  /// outside and hold no part of any matrix.
  explicit ScalapackGrid(const Communicator& ranks);
  /// Collective. One row for each gene group, one column for each sample group; all ranks are inside.
  explicit ScalapackGrid(const ProcessGrid& grid);
  /// Takes the grid over; `other` may only be destroyed afterwards.
  ScalapackGrid(ScalapackGrid&& other) noexcept;
  ScalapackGrid& operator=(ScalapackGrid&& other) = delete;
  ScalapackGrid(const ScalapackGrid&) = delete;
  /// Collective, except while an exception unwinds, when the grid is left to MPI_Abort.
  ~ScalapackGrid();

  /// All ranks, also those outside the grid.
  [[nodiscard]] const Communicator& ranks() const { return *ranks_; }
  /// The BLACS context; −1 outside.
  [[nodiscard]] int context() const { return context_; }
  /// Whether this rank has a place in the grid.
  [[nodiscard]] bool inside() const { return context_ >= 0; }
  /// Rows of processes.
  [[nodiscard]] int rows() const { return rows_; }
  /// Columns of processes.
  [[nodiscard]] int columns() const { return columns_; }
  /// My row in the grid; −1 outside.
  [[nodiscard]] int row() const { return row_; }
  /// My column in the grid; −1 outside.
  [[nodiscard]] int column() const { return column_; }
  /// The rank of the communicator at a place of the grid.
  [[nodiscard]] int rank_at(int row, int column) const {
    return order_ == Order::by_rows ? row * columns_ + column : column * rows_ + row;
  }

 private:
  enum class Order { by_rows, by_columns };
  struct Shape {
    int rows, columns;
  };
  static Shape squarest(int ranks);
  ScalapackGrid(const Communicator& ranks, Shape shape, Order order);

  const Communicator* ranks_;
  Order order_;
  int rows_;
  int columns_;
  int row_ = -1;
  int column_ = -1;
  int handle_ = -1;
  int context_ = -1;
  int unwinding_;
};

}  // namespace lampyris::mpi
