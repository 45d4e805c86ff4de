// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "jobs/program/job.hpp"
#include "mpi/communicator.hpp"
#include "src/base/progress.hpp"

namespace lampyris::jobs {

struct SimulateOptions {
  std::filesystem::path out;
  std::size_t samples = 1000, genes = 2000, programs = 20, classes = 5, causes = 0;
  std::uint64_t seed = 1;
};

/// Collective. A cohort with planted programs (src/cohort/simulation.hpp) into the directory `out`, made when
/// absent:
///
///   cohort.h5        the values and the annotation
///   annotation.tsv   sample, class, status (case, control), donor, batch
///   interactome.tsv  gene1, gene2, score
///   gene_sets.gmt    DISEASE_… and DECOY_…
///   truth.tsv        program, gene, loading, shifted (0, 1), classes (separated by commas)
///
/// The same on any number of ranks. `progress` counts samples. Throws UsageError for impossible options and
/// DataError when the directory cannot be written.
void simulate_job(const SimulateOptions& options, const mpi::Communicator& ranks, Progress& progress);

/// The command `lampyris simulate`.
[[nodiscard]] Job simulate_command();

}  // namespace lampyris::jobs
