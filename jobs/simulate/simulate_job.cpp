// SPDX-License-Identifier: Apache-2.0
#include "jobs/simulate/simulate_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "jobs/program/run_directory.hpp"
#include "jobs/simulate/simulation_tables.hpp"
#include "src/cohort/simulation.hpp"

namespace lampyris::jobs {
namespace {

const std::vector<std::string> files{"annotation.tsv", "interactome.tsv", "gene_sets.gmt", "truth.tsv",
                                     "cohort.h5"};

// A version before 0.2.0 left no list: all these together are its work.
std::vector<std::string> files_without_list(const std::filesystem::path& directory) {
  const bool all =
      std::ranges::all_of(files, [&](const auto& file) { return std::filesystem::exists(directory / file); });
  return all ? files : std::vector<std::string>();
}

void write_values(const std::filesystem::path& path, const Simulation& simulation,
                  const mpi::Communicator& ranks, Progress& progress) {
  const auto& s = simulation.settings();
  const auto causes = s.causes > 0 ? fmt::format(" --causes {}", s.causes) : "";
  const auto provenance =
      fmt::format("lampyris simulate --samples {} --genes {} --programs {} --classes {}{} --seed {}",
                  s.samples, s.genes, s.programs, s.classes, causes, s.seed);
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
                               .seed = options.seed,
                               .causes = options.causes});
  RunDirectory directory(options.out, "--out", ranks, files_without_list);
  directory.claim(files);
  write_annotation(options.out / "annotation.tsv", simulation, ranks);
  write_interactome(options.out / "interactome.tsv", simulation, ranks);
  write_gene_sets(options.out / "gene_sets.gmt", simulation, ranks);
  write_truth(options.out / "truth.tsv", simulation, ranks);
  write_values(options.out / "cohort.h5", simulation, ranks, progress);
}

}  // namespace lampyris::jobs
