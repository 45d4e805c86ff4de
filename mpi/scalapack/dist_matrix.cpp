// SPDX-License-Identifier: Apache-2.0
#include "mpi/scalapack/dist_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "src/base/error.hpp"

namespace lampyris::mpi {

std::size_t BlockCyclicAxis::count(std::size_t part) const {
  const std::size_t round = block_size * parts;
  const std::size_t rest = total % round;
  const std::size_t before = part * block_size;
  return total / round * block_size + (rest > before ? std::min(block_size, rest - before) : 0);
}

std::vector<std::size_t> BlockCyclicAxis::indices(std::size_t part) const {
  std::vector<std::size_t> mine;
  mine.reserve(count(part));
  for (std::size_t first = part * block_size; first < total; first += block_size * parts) {
    for (std::size_t i = first; i < std::min(total, first + block_size); ++i) mine.push_back(i);
  }
  return mine;
}

template <class T>
DistMatrix<T>::DistMatrix(const ScalapackGrid& grid, std::size_t rows, std::size_t columns)
    : grid_(&grid),
      row_axis_{rows, static_cast<std::size_t>(grid.rows())},
      column_axis_{columns, static_cast<std::size_t>(grid.columns())} {
  if (grid.inside()) {
    local_rows_ = row_axis_.count(static_cast<std::size_t>(grid.row()));
    local_columns_ = column_axis_.count(static_cast<std::size_t>(grid.column()));
  }
  constexpr auto most = static_cast<std::size_t>(std::numeric_limits<int>::max());
  if (std::max(rows, columns) > most || (local_rows_ > 0 && local_columns_ > most / local_rows_)) {
    throw Error(ExitCode::failed,
                fmt::format("a distributed matrix of {} × {} is too large for {} ranks: run on more ranks",
                            rows, columns, grid.ranks().size()));
  }
  values_.resize(std::max<std::size_t>(1, local_rows_ * local_columns_));
  constexpr int dense = 1;
  constexpr auto block = static_cast<int>(BlockCyclicAxis::block);
  descriptor_ = {dense,
                 grid.context(),
                 static_cast<int>(rows),
                 static_cast<int>(columns),
                 block,
                 block,
                 0,
                 0,
                 std::max(1, static_cast<int>(local_rows_))};
}

template class DistMatrix<double>;

}  // namespace lampyris::mpi
