// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "src/projection/evaluation.hpp"

namespace lampyris::jobs {

/// The first line of the table.
[[nodiscard]] std::string evaluation_header();

/// Collective. Writes the evaluations, the same on every rank: representation, dimension, group, samples,
/// genes, r2_global, r2_gene_mean, r2_gene_median.
void write_evaluation(const std::filesystem::path& path, const std::vector<Evaluation>& evaluations,
                      const SampleGroups& groups, const mpi::Communicator& ranks);

/// Puts the evaluations into words: R² over all samples, whether the autoencoder or PCA reconstructs better,
/// and in how many classes of each column of groups.
[[nodiscard]] std::vector<std::string> evaluation_sentences(const std::vector<Evaluation>& evaluations,
                                                            const SampleGroups& groups);

}  // namespace lampyris::jobs
