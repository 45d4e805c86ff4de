// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "mpi/communicator.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::mpi {

/// The moments of all samples on all ranks, which every principal component analysis needs first.
struct SampleMoments {
  std::size_t samples = 0;    ///< on all ranks together
  std::vector<double> mean;   ///< one a gene
  double total_variance = 0;  ///< summed over the genes, with n − 1
};

/// Collective. `mine` is my samples × all genes, any number of samples. Throws DataError for fewer than two
/// samples, values that are not finite, or when no gene varies.
[[nodiscard]] SampleMoments sample_moments(MatrixView<const float> mine, const Communicator& ranks);

}  // namespace lampyris::mpi
