// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "mpi/scalapack/dist_matrix.hpp"
#include "src/base/slice.hpp"
#include "src/linalg/gemm.hpp"

namespace lampyris::mpi {

/// Collective. c += a·aᵀ (`a` as stored) or aᵀ·a (transposed), in the upper triangle of c alone.
void add_self_product(const DistMatrix<double>& a, Transpose transpose_a, DistMatrix<double>& c);

/// Collective. c = aᵀ · (these columns of b).
void multiply_transposed(const DistMatrix<double>& a, const DistMatrix<double>& b, Slice columns_of_b,
                         DistMatrix<double>& c);

/// Eigenvalues, rising, on every rank, and unit eigenvectors in the columns.
struct EigenSystem {
  std::vector<double> values;  ///< rising, all of them on every rank
  DistMatrix<double> vectors;  ///< column j belongs to values[j]
};

/// Collective. Of the symmetric matrix in the upper triangle of `a`, by divide and conquer (pdsyevd);
/// overwrites `a`. Throws Error when it does not converge.
[[nodiscard]] EigenSystem decompose_symmetric(DistMatrix<double>& a);

}  // namespace lampyris::mpi
