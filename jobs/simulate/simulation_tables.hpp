// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "mpi/communicator.hpp"
#include "src/cohort/simulation.hpp"

namespace lampyris::jobs {

// Each is collective and writes one text file of a simulated cohort; the ranks share the rows.

void write_annotation(const std::filesystem::path& path, const Simulation& simulation,
                      const mpi::Communicator& ranks);
void write_interactome(const std::filesystem::path& path, const Simulation& simulation,
                       const mpi::Communicator& ranks);
void write_gene_sets(const std::filesystem::path& path, const Simulation& simulation,
                     const mpi::Communicator& ranks);
void write_truth(const std::filesystem::path& path, const Simulation& simulation,
                 const mpi::Communicator& ranks);

}  // namespace lampyris::jobs
