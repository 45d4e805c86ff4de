// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace lampyris {

/// How the ranks of a grid lie on nodes: gene groups side by side, sample groups from node to node.
struct NodePartition {
  std::size_t nodes = 1;           ///< machines
  std::size_t ranks_per_node = 1;  ///< on each
  std::size_t sample_groups = 1;   ///< of the grid
  std::size_t gene_groups = 1;     ///< of the grid
};

/// The links that move data between ranks.
struct Links {
  double network = 1.25e9;  ///< bytes/s of a node, each way
  double latency = 30e-6;   ///< seconds of a message between nodes
  double memory = 5e9;      ///< bytes/s at which ranks of one node add up, through shared memory
};

/// Seconds that each step spends on adding up gradients, of `bytes` a rank, over the sample groups: rings of
/// the groups of each node, then rings of the nodes. None of it is taken to be hidden behind products.
[[nodiscard]] double exchange_seconds(double bytes, const NodePartition& partition, const Links& links);

}  // namespace lampyris
