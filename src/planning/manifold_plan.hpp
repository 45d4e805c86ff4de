// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/manifold/manifold_choice.hpp"
#include "src/planning/memory_plan.hpp"

namespace lampyris {

/// A principal manifold that is to be fitted.
struct ManifoldQuestion {
  std::size_t training = 0;           ///< samples on all ranks
  std::size_t validation = 0;         ///< samples on all ranks
  std::size_t validation_groups = 0;  ///< donors, or studies, that they are of
  std::size_t genes = 0;              ///< of a sample
  std::size_t ranks = 1;              ///< that share the samples
  std::vector<std::size_t> codes;     ///< sizes of the code to choose from
  bool refits = true;                 ///< fits again on training and validation samples
  ManifoldOptions options;            ///< turns, landmarks, what is chosen from
};

/// The shapes that memory and time follow from.
struct ManifoldShape {
  std::size_t fitted = 0;     ///< samples of the last fit
  std::size_t mine = 0;       ///< of them, the most that a rank holds
  std::size_t code = 0;       ///< the largest size that so many components allow; 0 when none
  std::size_t rank = 0;       ///< principal components
  std::size_t searched = 0;   ///< directions in the search for them; 0 when all are found at once
  std::size_t landmarks = 0;  ///< of the decoder
};

/// The shapes of the last fit.
[[nodiscard]] ManifoldShape manifold_shape(const ManifoldQuestion& question);

/// The items of a rank's memory at the peak, in bytes, on the rank with the most.
[[nodiscard]] std::vector<MemoryItem> manifold_memory(const ManifoldQuestion& question);

/// How fast a rank works beside the others of its node.
struct ManifoldRates {
  double evaluation = 0;  ///< seconds of the error of one code, with its gradient
  double product = 0;     ///< operations a second, of products in double
  double factor = 0;      ///< operations a second, of Cholesky factors and their solutions
};

/// The work of a rank, in the units of ManifoldRates, and what crosses between ranks.
struct ManifoldWork {
  double evaluations = 0;  ///< of codes
  double products = 0;     ///< operations
  double factors = 0;      ///< operations
  double summed = 0;       ///< bytes that are added up over the ranks

  /// Adds what another part of the work takes.
  ManifoldWork& operator+=(const ManifoldWork& other);
};

/// The work on principal components.
[[nodiscard]] ManifoldWork principal_space_work(const ManifoldQuestion& question);
/// The work on turns, encoder and the last fit, at most: every turn is taken, and no two penalties are one.
[[nodiscard]] ManifoldWork manifold_work(const ManifoldQuestion& question);
/// The seconds of so much work, without sums over ranks.
[[nodiscard]] double seconds_of(const ManifoldWork& work, const ManifoldRates& rates);

/// Tries the products of a question of this shape for some seconds, on so many ranks at once, each a thread
/// that has `threads` of its own; of the slowest.
[[nodiscard]] ManifoldRates rehearse_manifold(const ManifoldShape& shape, int ranks, int threads);

}  // namespace lampyris
