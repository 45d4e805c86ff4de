// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>

#include "mpi/communicator.hpp"
#include "src/structure/structure_analysis.hpp"
#include "src/structure/unseen_structure.hpp"

namespace lampyris::io {

/// Collective. Writes structure.tsv, of the same rows on every rank: label, representation, dimension,
/// samples, classes, silhouette, p, knn_accuracy, nmi, ari, p_against_pca.
void write_structure(const std::filesystem::path& path, std::span<const StructureRow> rows,
                     const mpi::Communicator& ranks);

/// Collective. Writes structure_unseen.tsv, of the same rows on every rank: label, representation, dimension,
/// samples, groups, classes, fitted_knn_accuracy, knn_accuracy, best_pca, difference, difference_low,
/// difference_high, silhouette, p, nmi, ari.
void write_unseen_structure(const std::filesystem::path& path, std::span<const UnseenRow> rows,
                            const mpi::Communicator& ranks);

/// Collective. Writes structure_classes.tsv, of the same rows on every rank, whose classes are those of the
/// labellings:
/// label, representation, dimension, class, samples, silhouette.
void write_structure_classes(const std::filesystem::path& path, std::span<const StructureRow> rows,
                             std::span<const Labelling> labellings, const mpi::Communicator& ranks);

}  // namespace lampyris::io
