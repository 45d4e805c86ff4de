// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/cohort/simulation.hpp"

namespace lampyris {

/// A link between two genes of the cohort, by index.
struct SimulatedEdge {
  std::size_t first = 0;   ///< the gene with the lower index
  std::size_t second = 0;  ///< the gene with the higher index
  int score = 0;           ///< as STRING's combined score, 150 to 999

  /// Compares member by member.
  friend bool operator==(const SimulatedEdge&, const SimulatedEdge&) = default;
};

/// A scale-free network over all genes (preferential attachment of Barabási and Albert 1999, three links a
/// gene), more links inside programs (each gene to three others of its program), both with scores from 700;
/// and a third as many random links below 700, which a user's threshold has to drop. Each pair once, in order
/// of its genes.
[[nodiscard]] std::vector<SimulatedEdge> simulate_interactome(const Simulation& simulation);

}  // namespace lampyris
