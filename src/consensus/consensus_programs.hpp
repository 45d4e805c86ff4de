// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// One node of one member of an ensemble, as part of a program.
struct ProgramNode {
  std::size_t member = 0;  ///< from 0
  std::size_t node = 0;    ///< of the member's layer, from 0
  double cosine = 0;  ///< with the program's mean signature; negative: the node is lit the other way round
  std::vector<std::uint32_t> top;  ///< the node's first genes by |score|, best first
};

/// Nodes of several members, at most one of each, whose signatures point the same way or just the opposite
/// way.
struct ConsensusProgram {
  std::vector<ProgramNode> nodes;  ///< ascending by member
  std::vector<float> signature;  ///< [gene], mean of the nodes' signatures of length 1, each turned to agree
};

/// How nodes of different members become one program.
struct ConsensusRules {
  double least_cosine =
      0.5;  ///< |cosine| with the program's mean below which a node is not taken for part of it
  double least_share = 0.6;  ///< of the members that must have a program
  std::size_t top = 100;     ///< genes of each node that are compared between members
};

/// Reads one member's scores of the layer, nodes × genes. A row of zeros is a constant node, which is left
/// out.
using ScoresOfMember = std::function<Matrix<float>(std::size_t member)>;

/// Collective; every rank reads all scores and returns all programs. Signatures are matched on |cosine| by
/// assignment (best_assignment): member by member against the means of those before, then all once more
/// against the means of all, so that the order of members matters little. Programs come by falling number of
/// members, then by falling mean |cosine|. `progress` advances by two a member. Needs programs × genes
/// floats, programs up to nodes × members × (1 − least_share).
[[nodiscard]] std::vector<ConsensusProgram> find_consensus_programs(std::size_t members,
                                                                    const ScoresOfMember& scores,
                                                                    const ConsensusRules& rules,
                                                                    const World& world, Progress& progress);

/// The share of all pairs' common genes: the median over programs and pairs of their nodes of |common| /
/// |union| of the nodes' top genes; NaN without a pair.
[[nodiscard]] double median_jaccard(const std::vector<ConsensusProgram>& programs);

}  // namespace lampyris
