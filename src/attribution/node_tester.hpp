// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "src/attribution/network_tests.hpp"
#include "src/interactome/bit_sets.hpp"
#include "src/interactome/pair_distances.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Tests the nodes of one rank, for test_nodes: lists them, has null sets counted, and compares.
class NodeTester {
 public:
  /// `units` are the nodes of this rank, numbered over all layers.
  NodeTester(const Network& network, PairCounter& pairs, const NetworkTestOptions& options, Slice units,
             NetworkTests& results, Progress& progress, KeptUnits& kept);

  /// Draws the uniform null sets of my share.
  void add_uniform(Slice sets);
  /// Takes the lists of my nodes, but of those that are constant or done.
  void list_nodes(const NodeNumbers& nodes, const ScoresOfNode& scores);
  /// Draws degree-matched null sets for each of my nodes.
  void add_matched();
  /// Collective. Counts the same null sets for all nodes together.
  void count_matched(const PairDistances& distances, const World& world);
  /// Counts what was added.
  void count();
  /// Collective. Compares all nodes with the uniform null, when everything is counted.
  void compare_with_uniform(const World& world);

 private:
  using Values = std::array<double, measure_names.size()>;
  // Values of null sets, [measure][set].
  using NullValues = std::array<std::vector<double>, measure_names.size()>;
  // What a group of sets is: uniform null sets of a list, or a node's list and its matched null sets.
  struct Added {
    std::size_t list;
    std::optional<std::size_t> unit;
  };
  // A node whose lists are to be tested.
  struct Open {
    std::size_t unit;
    std::vector<std::uint32_t> genes;  // vertices of the longest list, best first
  };
  void add(Added what, BitSets sets);
  [[nodiscard]] bool take_kept(std::size_t unit);
  void leave_out(std::size_t unit);
  void fill(const Open& node, std::size_t list, std::span<Word> set) const;
  void measure_lists(const PairDistances& distances);
  void count_block(const std::vector<std::size_t>& units, MatrixView<const std::uint32_t> profiles,
                   const PairDistances& distances, const World& world);
  void compare_with_matched(std::size_t unit, std::size_t list, const NullValues& drawn);
  void finish(std::size_t unit);
  // The measures of a node's lists.
  [[nodiscard]] std::span<Values> listed(std::size_t unit) {
    return std::span(listed_).subspan((unit - units_.offset) * results_.lists, results_.lists);
  }
  [[nodiscard]] static NullValues by_measure(std::span<const Values> sets);
  [[nodiscard]] std::vector<Values> measure(const Added& what, MatrixView<const std::uint64_t> counts) const;

  const Network& network_;
  PairCounter& pairs_;
  const NetworkTestOptions& options_;
  Slice units_;
  NetworkTests& results_;
  Progress& progress_;
  KeptUnits& kept_;
  std::vector<Slice> bins_;
  std::vector<std::size_t> candidates_;
  std::vector<Open> open_;
  std::vector<Added> added_;
  std::vector<std::vector<Values>> uniform_;  ///< [list][set of my share]
  std::vector<Values> listed_;                ///< [unit of mine][list]
};

}  // namespace lampyris
