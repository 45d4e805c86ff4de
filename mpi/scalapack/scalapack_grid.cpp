// SPDX-License-Identifier: Apache-2.0
#include "mpi/scalapack/scalapack_grid.hpp"

#include <exception>
#include <utility>

extern "C" {
int Csys2blacs_handle(MPI_Comm communicator);
void Cfree_blacs_system_handle(int handle);
void Cblacs_gridinit(int* context, const char* order, int rows, int columns);
void Cblacs_gridinfo(int context, int* rows, int* columns, int* row, int* column);
void Cblacs_gridexit(int context);
}

namespace lampyris::mpi {

ScalapackGrid::ScalapackGrid(const Communicator& ranks)
    : ScalapackGrid(ranks, squarest(ranks.size()), Order::by_rows) {}

ScalapackGrid::ScalapackGrid(const ProcessGrid& grid)
    : ScalapackGrid(grid.ranks(),
                    {static_cast<int>(grid.shape().genes), static_cast<int>(grid.shape().samples)},
                    Order::by_columns) {}

ScalapackGrid::ScalapackGrid(const Communicator& ranks, Shape shape, Order order)
    : ranks_(&ranks),
      order_(order),
      rows_(shape.rows),
      columns_(shape.columns),
      unwinding_(std::uncaught_exceptions()) {
  handle_ = Csys2blacs_handle(ranks.raw());
  context_ = handle_;
  Cblacs_gridinit(&context_, order == Order::by_rows ? "Row-major" : "Column-major", rows_, columns_);
  if (!inside()) return;
  int rows = 0;
  int columns = 0;
  Cblacs_gridinfo(context_, &rows, &columns, &row_, &column_);
}

ScalapackGrid::Shape ScalapackGrid::squarest(int ranks) {
  int rows = 1;
  while ((rows + 1) * (rows + 1) <= ranks) ++rows;
  return {rows, ranks / rows};
}

ScalapackGrid::ScalapackGrid(ScalapackGrid&& other) noexcept
    : ranks_(other.ranks_),
      order_(other.order_),
      rows_(other.rows_),
      columns_(other.columns_),
      row_(other.row_),
      column_(other.column_),
      handle_(std::exchange(other.handle_, -1)),
      context_(std::exchange(other.context_, -1)),
      unwinding_(std::uncaught_exceptions()) {}

ScalapackGrid::~ScalapackGrid() {
  if (handle_ < 0 || std::uncaught_exceptions() != unwinding_) return;
  int finalised = 0;
  MPI_Finalized(&finalised);
  if (finalised != 0) return;
  if (inside()) Cblacs_gridexit(context_);
  Cfree_blacs_system_handle(handle_);
}

}  // namespace lampyris::mpi
