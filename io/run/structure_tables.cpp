// SPDX-License-Identifier: Apache-2.0
#include "io/run/structure_tables.hpp"

#include <algorithm>

#include "io/text/table_writer.hpp"

namespace lampyris::io {

void write_structure(const std::filesystem::path& path, std::span<const StructureRow> rows,
                     const mpi::Communicator& ranks) {
  TableRows mine;
  if (ranks.rank() == 0) {
    for (const auto& row : rows) {
      mine.add(row.label, row.representation, row.dimension, row.samples, row.classes, row.silhouette, row.p,
               row.neighbour_accuracy, row.nmi, row.ari, row.p_against_linear);
    }
  }
  write_table(path,
              {"label", "representation", "dimension", "samples", "classes", "silhouette", "p",
               "knn_accuracy", "nmi", "ari", "p_against_pca"},
              mine, ranks);
}

void write_unseen_structure(const std::filesystem::path& path, std::span<const UnseenRow> rows,
                            const mpi::Communicator& ranks) {
  TableRows mine;
  if (ranks.rank() == 0) {
    for (const auto& row : rows) {
      mine.add(row.label, row.representation, row.dimension, row.samples, row.groups, row.classes,
               row.fitted_accuracy, row.neighbour_accuracy, row.best_linear ? "yes" : "no", row.difference,
               row.difference_low, row.difference_high, row.silhouette, row.p, row.nmi, row.ari);
    }
  }
  write_table(path,
              {"label", "representation", "dimension", "samples", "groups", "classes", "fitted_knn_accuracy",
               "knn_accuracy", "best_pca", "difference", "difference_low", "difference_high", "silhouette",
               "p", "nmi", "ari"},
              mine, ranks);
}

void write_structure_classes(const std::filesystem::path& path, std::span<const StructureRow> rows,
                             std::span<const Labelling> labellings, const mpi::Communicator& ranks) {
  TableRows mine;
  if (ranks.rank() == 0) {
    for (const auto& row : rows) {
      const auto labelling =
          std::ranges::find_if(labellings, [&](const auto& one) { return one.label == row.label; });
      for (std::size_t c = 0; c < row.by_class.size(); ++c) {
        mine.add(row.label, row.representation, row.dimension, labelling->classes[c], labelling->sizes[c],
                 row.by_class[c]);
      }
    }
  }
  write_table(path, {"label", "representation", "dimension", "class", "samples", "silhouette"}, mine, ranks);
}

}  // namespace lampyris::io
