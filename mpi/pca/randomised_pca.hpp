// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "mpi/communicator.hpp"
#include "src/base/progress.hpp"
#include "src/linalg/matrix.hpp"
#include "src/structure/pca.hpp"

namespace lampyris::mpi {

/// How a randomised fit is made.
struct RandomisedPca {
  std::size_t components = 0;  ///< how many components are wanted
  /// Directions carried along beyond the components; left out: as many again, at least 16. With the power
  /// iterations below, each of 64 components of a cohort of tissues then has its variance to 1e-4.
  std::optional<std::size_t> oversample = {};
  std::size_t power = 8;   ///< power iterations
  std::uint64_t seed = 1;  ///< seed of the random mixture of samples

  /// The number of directions carried along beyond the components.
  [[nodiscard]] std::size_t beyond() const {
    return oversample.value_or(std::max<std::size_t>(16, components));
  }
  /// How often a fit goes over the cohort.
  [[nodiscard]] std::size_t passes() const { return power + 2; }
};

/// Collective. Principal components of a cohort whose samples are distributed over the ranks, as fit_pca, but
/// from a random subspace of components + oversample directions (Halko, Martinsson and Tropp, SIAM Review
/// 53:217, 2011): a random mixture of the samples, orthonormalised by ScaLAPACK's QR, sharpened by power
/// iterations. `mine` is my samples × all genes in scaled units, any number of samples on any rank; it stays
/// where it is, and each pass adds up one matrix of directions × genes over the ranks. In double. The random
/// numbers are a function of (seed, sample), so only the last bits depend on the number of ranks. The
/// variances of the result are of its components alone, each at most the true one, and well below it only
/// where the spectrum is flat, in the noise; total_variance is exact. At most `components` of them, and at
/// most the rank of the centred cohort. `progress` advances by one a pass. One calling thread. Throws
/// DataError as fit_pca.
[[nodiscard]] Pca fit_randomised_pca(MatrixView<const float> mine, const RandomisedPca& options,
                                     const Communicator& ranks, Progress& progress);

}  // namespace lampyris::mpi
