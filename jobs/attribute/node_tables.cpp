// SPDX-License-Identifier: Apache-2.0
#include "jobs/attribute/node_tables.hpp"

#include <fmt/format.h>

#include "src/attribution/ranking.hpp"

namespace lampyris::jobs {

void NodeTables::add(const LayerNodes& nodes, MatrixView<const float> scores) {
  for (std::size_t i = 0; i < nodes.nodes.count; ++i) {
    add_node(nodes.layer, nodes.nodes.offset + i + 1, scores.row(i));
  }
}

void NodeTables::add_node(std::size_t layer, std::size_t node, std::span<const float> scores) {
  const auto top = lampyris::top_genes(scores, top_);
  signatures_ += fmt::format("layer{}_node{}\tlight-up, top {} by |score|", layer, node, top.size());
  for (std::size_t rank = 0; rank < top.size(); ++rank) {
    const std::string& gene = genes_[top[rank]];
    top_genes_.add(layer, node, rank + 1, gene, scores[top[rank]]);
    signatures_ += '\t';
    signatures_ += gene;
  }
  signatures_ += '\n';
}

}  // namespace lampyris::jobs
