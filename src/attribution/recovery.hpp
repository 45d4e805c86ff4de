// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "src/attribution/signature_classes.hpp"
#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// A group of genes that is known to be active in a simulated cohort.
struct Program {
  std::string name;                ///< as in the simulated cohort's table of programs
  std::vector<std::size_t> genes;  ///< places in the cohort, each once
};

/// The node whose top genes, as many as the program has, by |score|, overlap it best.
struct Recovered {
  std::size_t unit = 0;  ///< number of the node among the nodes of all layers; the first of equals
  double jaccard = 0;    ///< |common| / |union|
  /// Whether the node holds the program: a Jaccard index of at least ½.
  [[nodiscard]] bool found() const { return jaccard >= 0.5; }
};

/// Compares nodes with programs while their scores pass by.
class Recovery {
 public:
  /// `units` is the number of nodes in all layers; the ranks share them by World::share.
  Recovery(std::span<const Program> programs, std::size_t genes, std::size_t units);

  /// `scores`, nodes × genes, of the nodes from number `first_unit` on. Not collective.
  void add(std::size_t first_unit, MatrixView<const float> scores);

  /// Collective, once each rank has added its share of the nodes. One entry a program, the same on every
  /// rank. Constant nodes are passed over.
  [[nodiscard]] std::vector<Recovered> finish(const World& world, const SignatureClasses& classes = {});

 private:
  void add_node(std::size_t unit, std::span<const float> scores);

  std::vector<std::size_t> sizes_;                     ///< [program]
  std::vector<std::vector<std::size_t>> programs_of_;  ///< [gene]
  Matrix<double> jaccard_;                             ///< units × programs
};

}  // namespace lampyris
