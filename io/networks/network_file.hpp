// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "io/ids/id_map.hpp"

namespace lampyris::io {

using NamedEdge = std::pair<std::string, std::string>;

struct NetworkFile {
  std::string format;            ///< for people, as "STRING links"
  std::vector<NamedEdge> edges;  ///< of genes, by first appearance, each once whichever way round it stands
  std::size_t rows = 0;          ///< edges in the file
  std::size_t kept = 0;          ///< of them: with the score asked for
  std::size_t ids = 0;           ///< different ones in those edges
  std::size_t without_gene = 0;  ///< of them: without a gene in the names given; their edges are left out
  std::size_t shared_genes = 0;  ///< genes that several ids have

  /// One line for people.
  [[nodiscard]] std::string describe() const;
};

/// Reads the edges of a network, plain or gzip, in one of these formats, told apart by the first line that is
/// not blank:
///
/// - Pajek .net: *Vertices with labels, then *Edges, *Arcs, *Edgeslist or *Arcslist. A third number is a
/// score.
/// - SIF: a gene, a relation in small letters as "pp" or "interacts-with", and further genes.
/// - A table separated by tabs, commas, semicolons or spaces; links of STRING are one. The first line is a
///   header when it holds the names of the two gene columns, in any case: symbol1 and symbol2, else gene1 and
///   gene2, protein1 and protein2, source and target, node1 and node2; or the name of a score column:
///   combined_score, score or weight. Otherwise it is an edge already: two genes and, where its third cell is
///   a number, the score.
///
/// Where there is a score only edges with at least `least_score` are kept. `names` (see read_id_map) maps
/// ids to genes; null: they are genes. Self-loops are kept.
///
/// Throws DataError that names the file and the line: no such file, no edge, too few cells, an empty gene
/// name, a score that is no number, no edge with the score asked for, no id in `names`.
[[nodiscard]] NetworkFile read_network_file(const std::filesystem::path& path, double least_score,
                                            const IdMap* names);

}  // namespace lampyris::io
