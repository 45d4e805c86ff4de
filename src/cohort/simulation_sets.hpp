// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/cohort/simulation.hpp"

namespace lampyris {

/// A gene set as a user would bring it.
struct SimulatedSet {
  std::string name;                ///< DISEASE_1, …, DECOY_1, …
  bool disease = false;            ///< from the shifted programs; else a decoy
  std::vector<std::size_t> genes;  ///< ascending
};

/// Draws as many disease sets as programs are shifted, each of program_size() genes: four fifths from the
/// shifted programs, the same number (to one) from each, the others from outside them. A set over all shifted
/// programs, as the genes of a disease fall into several pathways; one program alone would top the gene list
/// of one random contrast in five. Then three decoys a disease set, of the same size, from outside the
/// shifted programs. Names: DISEASE_1, …, DECOY_1, ….
[[nodiscard]] std::vector<SimulatedSet> simulate_sets(const Simulation& simulation);

}  // namespace lampyris
