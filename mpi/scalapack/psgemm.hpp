// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mpi/scalapack/dist_matrix.hpp"
#include "mpi/scalapack/scalapack_grid.hpp"
#include "src/linalg/gemm.hpp"

namespace lampyris::mpi {

/// A dense matrix that lies block-cyclically on a grid of processes, seen from one of them; owns nothing. My
/// part is column-major without gaps.
template <class T>
struct BlockCyclicView {
  T* mine;                  ///< my part: rows.count × columns.count of my place, column-major
  BlockCyclicAxis rows;     ///< over the process rows
  BlockCyclicAxis columns;  ///< over the process columns
};

/// Collective; all ranks are inside the grid. c = op(a) · op(b), through psgemm; any of the three may lie in
/// blocks of its own. Where m or n is 0 there is nothing to do; k of 0 makes c zero.
void multiply(const ScalapackGrid& grid, BlockCyclicView<const float> a, Transpose transpose_a,
              BlockCyclicView<const float> b, Transpose transpose_b, BlockCyclicView<float> c);

/// Not collective; for the whole process. PBLAS allocates its panels anew in every product. From now on glibc
/// keeps what is freed (panels up to 256 MB, 512 MB in all) instead of handing it back to the system, whose
/// fresh pages cost more than the product itself.
void keep_panels();

}  // namespace lampyris::mpi
