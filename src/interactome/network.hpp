// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace lampyris {

/// The interactome as an undirected graph without weights, self-loops and duplicate edges. Vertices
/// 0 … genes() − 1 are the measured genes that it contains, in ascending order of degree and then of their
/// place in the cohort: sets and nulls are made of these alone. The other vertices follow: shortest paths may
/// pass through them.
class Network {
 public:
  /// `edges` are pairs of gene ids, `measured` the different gene ids of the cohort.
  Network(std::span<const std::pair<std::string, std::string>> edges, std::span<const std::string> measured);

  /// The number of measured genes in the network.
  [[nodiscard]] std::size_t genes() const { return measured_of_.size(); }
  /// The number of vertices, measured or not.
  [[nodiscard]] std::size_t vertices() const { return offsets_.size() - 1; }
  /// The number of edges, each counted once.
  [[nodiscard]] std::size_t edges() const { return neighbours_.size() / 2; }
  /// The number of neighbours of a vertex.
  [[nodiscard]] std::size_t degree(std::size_t vertex) const {
    return offsets_[vertex + 1] - offsets_[vertex];
  }
  /// The neighbours of a vertex, in ascending order.
  [[nodiscard]] std::span<const std::uint32_t> neighbours(std::size_t vertex) const {
    return {neighbours_.data() + offsets_[vertex], degree(vertex)};
  }
  /// Place in the cohort of a vertex below genes().
  [[nodiscard]] std::size_t measured_of(std::size_t vertex) const { return measured_of_[vertex]; }
  /// Vertex of a measured gene; empty when the network does not contain it.
  [[nodiscard]] std::optional<std::size_t> vertex_of(std::size_t measured) const;

 private:
  std::vector<std::size_t> offsets_;
  std::vector<std::uint32_t> neighbours_;
  std::vector<std::size_t> measured_of_;
  std::vector<std::size_t> vertex_of_;  ///< [measured]; vertices() where it has none
};

}  // namespace lampyris
