// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "io/text/table_writer.hpp"
#include "src/consensus/consensus_programs.hpp"

namespace lampyris::jobs {

/// The name of a program.
struct ProgramName {
  std::string set;                                      ///< the gene set that fits best; "" without one
  double q = std::numeric_limits<double>::quiet_NaN();  ///< as name_nodes gives it
};

/// The programs that members of an ensemble have in common in one layer.
struct LayerConsensus {
  std::size_t layer = 1;             ///< from 1
  std::vector<std::size_t> members;  ///< numbers of the members that did not fail, from 0
  std::vector<std::size_t> nodes;    ///< of the layer of each of `members`
  std::vector<ConsensusProgram>
      programs;  ///< those that enough have; ProgramNode::member is a place in `members`
  std::vector<ProgramName> names = {};  ///< of each program; empty where they have none

  /// The name of a program, "NA" without one.
  [[nodiscard]] std::string name(std::size_t program) const {
    return program >= names.size() || names[program].set.empty() ? "NA" : names[program].set;
  }
  /// q of the name, NaN without one.
  [[nodiscard]] double name_q(std::size_t program) const {
    return program < names.size() ? names[program].q : std::numeric_limits<double>::quiet_NaN();
  }
};

/// Columns and rows of consensus.tsv: a row a program.
[[nodiscard]] std::vector<std::string> consensus_columns();
[[nodiscard]] io::TableRows consensus_rows(std::span<const LayerConsensus> layers, std::size_t genes);

/// Columns and rows of consensus_genes.tsv: of each program the genes that are among the first of any
/// member's node, by falling frequency, then by falling |score|.
[[nodiscard]] std::vector<std::string> consensus_gene_columns();
[[nodiscard]] io::TableRows consensus_gene_rows(std::span<const LayerConsensus> layers,
                                                const std::vector<std::string>& genes);

/// The text of consensus.gmt: of each program the genes that are among the first of at least half of its
/// nodes.
[[nodiscard]] std::string consensus_sets(std::span<const LayerConsensus> layers,
                                         const std::vector<std::string>& genes);

/// Columns and rows of stability.tsv that tell of the layers.
[[nodiscard]] std::vector<std::string> stability_columns();
void add_layer_stability(io::TableRows& rows, std::span<const LayerConsensus> layers, std::size_t genes);

}  // namespace lampyris::jobs
