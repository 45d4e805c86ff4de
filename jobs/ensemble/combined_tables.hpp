// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "io/text/table_writer.hpp"
#include "jobs/ensemble/consensus_tables.hpp"

namespace lampyris::jobs {

/// Columns and rows of modules_ensemble.tsv: each test of modules.tsv over the members, p combined by Cauchy
/// before q.
[[nodiscard]] std::vector<std::string> module_ensemble_columns();
[[nodiscard]] io::TableRows module_ensemble_rows(const std::vector<std::filesystem::path>& members);

/// Adds the rows of stability.tsv that tell of the lists of module_genes.tsv; `genes`: those of the model.
void add_module_stability(io::TableRows& rows, const std::vector<std::filesystem::path>& members,
                          std::size_t genes);

/// Columns and rows of interactome_ensemble.tsv: each test of interactome.tsv over the nodes of each program.
[[nodiscard]] std::vector<std::string> network_ensemble_columns();
[[nodiscard]] io::TableRows network_ensemble_rows(const std::vector<std::filesystem::path>& members,
                                                  std::span<const LayerConsensus> layers);

/// Columns and rows of structure_ensemble.tsv and reconstruction_ensemble.tsv: mean and sd over the members.
[[nodiscard]] std::vector<std::string> structure_ensemble_columns();
[[nodiscard]] io::TableRows structure_ensemble_rows(const std::vector<std::filesystem::path>& members);
[[nodiscard]] std::vector<std::string> reconstruction_ensemble_columns();
[[nodiscard]] io::TableRows reconstruction_ensemble_rows(const std::vector<std::filesystem::path>& members);

}  // namespace lampyris::jobs
