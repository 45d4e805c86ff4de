// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "mpi/scalapack/dist_matrix.hpp"
#include "src/base/slice.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::mpi {

/// A matrix of samples × genes that lies in contiguous blocks of rows, one a rank, of any size and in rank
/// order.
struct RowBlocks {
  MatrixView<const float> mine;    ///< my rows × all genes
  std::vector<Slice> of_rank;      ///< which rows each rank holds
  std::span<const double> centre;  ///< taken away from every row
};

/// Collective. Finds out which rows each rank holds.
[[nodiscard]] RowBlocks make_row_blocks(MatrixView<const float> mine, std::span<const double> centre,
                                        const Communicator& ranks);

/// Collective. target = source[rows, columns] − centre; the shape of `target` is rows.count × columns.count,
/// with fewer than 2³¹ values on any rank.
void distribute_rows(const RowBlocks& source, Slice rows, Slice columns, DistMatrix<double>& target);

/// Collective. These columns of a matrix on every rank, one in each row of the result.
[[nodiscard]] Matrix<double> gather_columns(const DistMatrix<double>& matrix, Slice columns);

}  // namespace lampyris::mpi
