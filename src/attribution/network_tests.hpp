// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "src/attribution/node_numbers.hpp"
#include "src/attribution/signature_classes.hpp"
#include "src/base/kept_units.hpp"
#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/interactome/network.hpp"
#include "src/interactome/pair_counter.hpp"

namespace lampyris {

/// The measures of a set of genes, in the order in which results are stored.
constexpr std::array<std::string_view, 3> measure_names = {"edges", "density", "closeness"};
/// The nulls, in the order in which results are stored.
constexpr std::array<std::string_view, 2> null_names = {"uniform", "degree"};

/// How many genes of each node are tested against how many random sets.
struct NetworkTestOptions {
  std::uint64_t seed = 1;  ///< seed of the random sets
  std::vector<std::size_t>
      top;  ///< a list of each node for each: so many of its genes, at most network.genes()
  std::size_t null_sets = 1000;  ///< below 2^24
  /// Constant nodes are not tested; nodes of one signature count once in q.
  SignatureClasses classes{};
};

/// One measure of one list of one node against one null. p is the upper tail (r + 1)/(N + 1); z is NaN when
/// the null does not vary; q is Benjamini and Hochberg's over the nodes of all layers, for this list, measure
/// and null, a signature that several nodes have counting once. All NaN for a constant node.
struct NetworkTest {
  double value;      ///< the measure of the node's genes
  double null_mean;  ///< mean of the measure over the null sets
  double null_sd;    ///< its standard deviation, with n − 1
  double z;          ///< (value − null_mean) / null_sd; NaN when the null does not vary
  double p;          ///< upper tail, (r + 1) / (N + 1)
  double q;          ///< Benjamini and Hochberg's over the nodes of all layers
};

/// Results of all nodes.
struct NetworkTests {
  std::size_t lists = 0;           ///< lists of each node, one for each entry of NetworkTestOptions::top
  std::vector<NetworkTest> tests;  ///< [node number][list][measure][null]

  /// The number of tests of each node.
  [[nodiscard]] std::size_t per_node() const { return lists * measure_names.size() * null_names.size(); }
  /// Where the test of this node (numbered over all layers), list, measure and null stands in `tests`.
  [[nodiscard]] std::size_t at(std::size_t unit, std::size_t list, std::size_t measure,
                               std::size_t null) const {
    return unit * per_node() + (list * measure_names.size() + measure) * null_names.size() + null;
  }
};

/// Scores of one node, one for each measured gene; layer from 1, node from 0.
using ScoresOfNode = std::function<std::vector<float>(std::size_t layer, std::size_t node)>;

/// Collective. For each node: the list is its first genes by |score| among the measured genes of the network.
/// Nulls are sets of as many of these genes: "uniform", drawn from all of them, the same sets for all nodes;
/// "degree", drawn anew for each node with as many genes in each degree bin (degree_bins) as its list has.
/// Random numbers depend on (seed, list, layer, node, set). Nodes are distributed over the ranks; every rank
/// returns all results. A node is a unit of `kept`: "node" and its number. `pairs` counts in `network`;
/// `progress` advances by one a node. Throws UsageError for too many null sets or lists.
[[nodiscard]] NetworkTests test_nodes(const Network& network, PairCounter& pairs, const NodeNumbers& nodes,
                                      const ScoresOfNode& scores, const NetworkTestOptions& options,
                                      const World& world, Progress& progress, KeptUnits& kept);

}  // namespace lampyris
