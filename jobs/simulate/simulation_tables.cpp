// SPDX-License-Identifier: Apache-2.0
#include "jobs/simulate/simulation_tables.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "io/text/table_writer.hpp"
#include "src/cohort/simulation_interactome.hpp"
#include "src/cohort/simulation_sets.hpp"

namespace lampyris::jobs {

void write_annotation(const std::filesystem::path& path, const Simulation& simulation,
                      const mpi::Communicator& ranks) {
  const auto samples = simulation.sample_ids();
  const auto [names, values] = simulation.annotation();
  std::vector<std::string> columns{"sample"};
  columns.insert(columns.end(), names.begin(), names.end());
  io::TableRows rows;
  const Slice mine = mpi::RankWorld(ranks).share(samples.size());
  for (std::size_t s = mine.offset; s < mine.end(); ++s) {
    rows.add(samples[s], values[0][s], values[1][s], values[2][s], values[3][s]);
  }
  io::write_table(path, columns, rows, ranks);
}

void write_interactome(const std::filesystem::path& path, const Simulation& simulation,
                       const mpi::Communicator& ranks) {
  const auto genes = simulation.gene_ids();
  const auto edges = simulate_interactome(simulation);
  io::TableRows rows;
  const Slice mine = mpi::RankWorld(ranks).share(edges.size());
  for (std::size_t e = mine.offset; e < mine.end(); ++e) {
    rows.add(genes[edges[e].first], genes[edges[e].second], edges[e].score);
  }
  io::write_table(path, {"gene1", "gene2", "score"}, rows, ranks);
}

void write_gene_sets(const std::filesystem::path& path, const Simulation& simulation,
                     const mpi::Communicator& ranks) {
  const auto genes = simulation.gene_ids();
  const auto sets = simulate_sets(simulation);
  std::string lines;
  const Slice mine = mpi::RankWorld(ranks).share(sets.size());
  for (std::size_t s = mine.offset; s < mine.end(); ++s) {
    lines += fmt::format("{}\t{}", sets[s].name, sets[s].disease ? "overlaps the shifted programs" : "decoy");
    for (const std::size_t gene : sets[s].genes) lines += '\t' + genes[gene];
    lines += '\n';
  }
  io::write_text(path, lines, ranks);
}

void write_truth(const std::filesystem::path& path, const Simulation& simulation,
                 const mpi::Communicator& ranks) {
  const auto genes = simulation.gene_ids();
  io::TableRows rows;
  const Slice mine = mpi::RankWorld(ranks).share(simulation.programs().size());
  for (std::size_t p = mine.offset; p < mine.end(); ++p) {
    const auto& program = simulation.programs()[p];
    std::vector<std::string> classes;
    for (const std::size_t c : program.classes) classes.push_back(simulation.class_name(c));
    for (std::size_t i = 0; i < program.genes.size(); ++i) {
      rows.add(fmt::format("PROGRAM_{}", p + 1), genes[program.genes[i]], program.loadings[i],
               program.shifted ? 1 : 0, fmt::format("{}", fmt::join(classes, ",")));
    }
  }
  io::write_table(path, {"program", "gene", "loading", "shifted", "classes"}, rows, ranks);
}

}  // namespace lampyris::jobs
