#pragma once

#include <cstddef>
#include <cstdint>

#include "mpi/communicator.hpp"
#include "src/base/progress.hpp"
#include "src/linalg/matrix.hpp"
#include "src/structure/pca.hpp"

namespace lampyris::mpi {

/// How a randomised fit is made.
struct RandomisedPca {
  std::size_t components = 0;
  std::size_t oversample = 0;  ///< directions that are carried along beyond `components`
  std::size_t power = 0;       ///< power iterations
  std::uint64_t seed = 1;

  /// How often a fit goes over the cohort.
  [[nodiscard]] std::size_t passes() const { return power + 2; }
};

/// Collective. Principal components of a cohort whose samples are dealt over the ranks, as fit_pca, but from
/// a random subspace of components + oversample directions (Halko, Martinsson and Tropp, SIAM Review 53:217,
/// 2011): a random mixture of the samples, orthonormalised by ScaLAPACK's QR, sharpened by power iterations.
/// `mine` is my samples × all genes in scaled units, any number of samples on any rank; it stays where it is,
/// and each pass adds up one matrix of directions × genes over the ranks. In double. The random numbers are a
/// function of (seed, sample), so only the last bits depend on the number of ranks. The variances of the
/// result are of its components alone, each at most the true one; total_variance is exact. At most
/// `components` of them, and at most the rank of the centred cohort. `progress` advances by one a pass. One
/// calling thread. Throws DataError as fit_pca.
[[nodiscard]] Pca fit_randomised_pca(MatrixView<const float> mine, const RandomisedPca& options,
                                     const Communicator& ranks, Progress& progress);

}  // namespace lampyris::mpi
