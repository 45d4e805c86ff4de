// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "mpi/communicator.hpp"
#include "src/linalg/matrix.hpp"
#include "src/pca/pca.hpp"

namespace lampyris::mpi {

/// Collective. Principal components of a cohort whose samples are distributed over the ranks: `mine` is my
/// samples × all genes in scaled units, any number of samples on any rank, also none. In double through
/// ScaLAPACK, from the smaller of samples × samples and genes × genes. At most `components` of them, and at
/// most the rank of the centred cohort: see Pca::components.rows(). The last bits depend on the number of
/// ranks. One calling thread. Throws DataError for fewer than two samples or when no gene varies.
[[nodiscard]] Pca fit_pca(MatrixView<const float> mine, std::size_t components, const Communicator& ranks);

}  // namespace lampyris::mpi
