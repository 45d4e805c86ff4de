// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// The first genes of every node by |score|, best first, collected while scores pass by.
class SignatureLists {
 public:
  /// `units` nodes over all layers, shared by World::share; at most `top` of `genes` genes.
  SignatureLists(std::size_t units, std::size_t genes, std::size_t top);

  /// `scores`, nodes × genes, of the nodes from number `first_unit` on. Not collective.
  void add(std::size_t first_unit, MatrixView<const float> scores);
  /// Collective, once each rank has added its share of the nodes.
  void gather(const World& world);

  /// The genes of a node, as many as are ranked.
  [[nodiscard]] std::span<const std::uint32_t> genes(std::size_t unit) const { return ranked_.row(unit); }
  /// Their scores.
  [[nodiscard]] std::span<const float> scores(std::size_t unit) const { return scores_.row(unit); }
  /// How many genes a signature has where it is compared.
  [[nodiscard]] std::size_t compared() const { return compared_; }
  /// The genes by which nodes are compared with each other and with gene sets: the ranked ones, but at most a
  /// tenth of all, so that lists of chance do not overlap by half. Empty for the nodes of `left_out`.
  [[nodiscard]] std::vector<std::span<const std::uint32_t>> signatures(
      const std::vector<bool>& left_out) const;

 private:
  std::size_t compared_;
  Matrix<std::uint32_t> ranked_;
  Matrix<float> scores_;
};

}  // namespace lampyris
