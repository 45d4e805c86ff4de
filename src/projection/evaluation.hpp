// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/projection/sample_groups.hpp"
#include "src/statistics/r_squared.hpp"
#include "src/structure/reconstruction.hpp"

namespace lampyris {

/// The genes of a model that another cohort has, parted: those that codes are found from, and those that are
/// kept from them to be measured. Indices of the model's genes, ascending.
struct EvaluatedGenes {
  std::vector<std::size_t> measured;  ///< that codes are found from
  std::vector<std::size_t> left_out;  ///< that they are not
};

/// Takes a share of the genes away, drawn at random: share · genes, rounded, but one at least, and one at
/// least stays. A share of 0 takes none. Throws UsageError for a share below 0 or of 1 or more, DataError
/// when there is but one gene.
[[nodiscard]] EvaluatedGenes leave_out_genes(std::vector<std::size_t> measured, double share,
                                             std::uint64_t seed);

/// R² of one way to compress samples, over one group of samples and one kind of genes.
struct Evaluation {
  std::string representation;   ///< "autoencoder" or "pca"
  std::size_t dimension = 0;    ///< numbers that a sample is compressed to
  std::size_t group = 0;        ///< an index of SampleGroups
  bool left_out = false;        ///< over the genes that were left out, not those that codes were found from
  RSquared::Summary r_squared;  ///< without `per_gene`
};

/// Collective. As measure_reconstruction, where codes are found from some genes alone (see MeasuredModel and
/// MeasuredPca). Rows by group, kind of genes, and representation: the autoencoder, then PCA in each of the
/// dimensions. Advances `progress` by one a sample of mine. Memory: 16 bytes a gene, group and
/// representation.
[[nodiscard]] std::vector<Evaluation> evaluate_cohort(const SampleBlocks& samples, const Compared& compared,
                                                      const EvaluatedGenes& genes, const SampleGroups& groups,
                                                      const World& world, Progress& progress);

}  // namespace lampyris
