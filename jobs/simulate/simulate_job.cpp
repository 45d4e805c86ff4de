// SPDX-License-Identifier: Apache-2.0
#include "jobs/simulate/simulate_job.hpp"

#include <fmt/format.h>

#include <system_error>

#include "io/cohort/cohort_file.hpp"
#include "jobs/simulate/simulation_tables.hpp"
#include "src/base/error.hpp"
#include "src/cohort/simulation.hpp"

namespace lampyris::jobs {
namespace {

void make_directory(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  if (ranks.rank() == 0) {
    std::error_code failure;
    std::filesystem::create_directories(path, failure);
    if (failure) {
      throw DataError(
          fmt::format("--out {}: the directory cannot be made: {}", path.string(), failure.message()));
    }
  }
  ranks.barrier();
}

void write_values(const std::filesystem::path& path, const Simulation& simulation,
                  const mpi::Communicator& ranks, Progress& progress) {
  const auto& s = simulation.settings();
  const auto provenance =
      fmt::format("lampyris simulate --samples {} --genes {} --programs {} --classes {} --seed {}", s.samples,
                  s.genes, s.programs, s.classes, s.seed);
  io::CohortWriter writer(path, {simulation.sample_ids(), simulation.gene_ids(), simulation.annotation()},
                          provenance, ranks);
  simulate_blocks(simulation, mpi::RankWorld(ranks).share(s.samples),
                  [&](MatrixView<const float> block, std::size_t first_sample) {
                    writer.write(block, first_sample, 0);
                    // The others are as far as this rank.
                    progress.advance(block.rows() * static_cast<std::size_t>(ranks.size()));
                  });
  writer.finish();
}

}  // namespace

void simulate_job(const SimulateOptions& options, const mpi::Communicator& ranks, Progress& progress) {
  const Simulation simulation({.samples = options.samples,
                               .genes = options.genes,
                               .programs = options.programs,
                               .classes = options.classes,
                               .seed = options.seed});
  make_directory(options.out, ranks);
  write_annotation(options.out / "annotation.tsv", simulation, ranks);
  write_interactome(options.out / "interactome.tsv", simulation, ranks);
  write_gene_sets(options.out / "gene_sets.gmt", simulation, ranks);
  write_truth(options.out / "truth.tsv", simulation, ranks);
  write_values(options.out / "cohort.h5", simulation, ranks, progress);
}

}  // namespace lampyris::jobs
