// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "io/text/table_writer.hpp"
#include "src/attribution/constant_nodes.hpp"
#include "src/attribution/node_activity.hpp"
#include "src/attribution/node_names.hpp"
#include "src/attribution/node_notes.hpp"
#include "src/attribution/node_numbers.hpp"
#include "src/attribution/signature_lists.hpp"

namespace lampyris::jobs {

/// All that was found of the nodes, the same on every rank; [number over all layers].
struct NodeFindings {
  NodeNumbers nodes;
  SignatureLists lists;
  std::string ranked_by;                   ///< "light-up" or "loading"
  std::vector<NodeActivity> activities{};  ///< empty when the fitted samples are not there
  std::vector<float> largest{};            ///< |light-up|
  std::vector<Constancy> constancy{};
  std::vector<NodeName> names{};
  std::vector<std::size_t> set_sizes{};  ///< of a node's best set in the background
  std::size_t compared = 0;              ///< genes of a signature, as compared
  NodeNotes notes{};
};

/// Columns and rows of top_genes.tsv for these nodes; constant ones have none.
[[nodiscard]] std::vector<std::string> top_gene_columns();
[[nodiscard]] io::TableRows top_gene_rows(const NodeFindings& findings, const std::vector<std::string>& genes,
                                          Slice units);

/// Lines of signatures.gmt, one a node that is not constant: "layer1_node17", what it is, its genes, best
/// first.
[[nodiscard]] std::string signature_lines(const NodeFindings& findings, const std::vector<std::string>& genes,
                                          Slice units);

/// Columns and rows of nodes.tsv; `background` genes are those that sets and signatures were compared in.
[[nodiscard]] std::vector<std::string> node_columns();
[[nodiscard]] io::TableRows node_rows(const NodeFindings& findings, std::size_t background, Slice units);

/// A line for the log on each layer: how many nodes are constant, and how many repeat a signature; none for a
/// layer without either.
[[nodiscard]] std::vector<std::string> layer_lines(const NodeFindings& findings);

}  // namespace lampyris::jobs
