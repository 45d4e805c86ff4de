// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "io/text/table_writer.hpp"
#include "src/attribution/node_numbers.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::jobs {

/// Rows of top_genes.tsv and signatures.gmt for some nodes, collected while their scores pass by.
class NodeTables {
 public:
  /// The first `top` genes of each node by |score|.
  NodeTables(const std::vector<std::string>& genes, std::size_t top) : genes_(genes), top_(top) {}

  /// `scores` is nodes × genes.
  void add(const LayerNodes& nodes, MatrixView<const float> scores);

  /// layer, node (from 1), rank (from 1), gene, score.
  [[nodiscard]] const io::TableRows& top_genes() const { return top_genes_; }
  /// A line a node: "layer1_node17", what it is, its genes, best first.
  [[nodiscard]] const std::string& signatures() const { return signatures_; }

 private:
  void add_node(std::size_t layer, std::size_t node, std::span<const float> scores);

  const std::vector<std::string>& genes_;
  std::size_t top_;
  io::TableRows top_genes_;
  std::string signatures_;
};

}  // namespace lampyris::jobs
