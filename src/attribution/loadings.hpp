// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "src/base/slice.hpp"
#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Reads these genes of all fitted samples, scaled, block after block in their order, the same blocks
/// whatever the genes: use(first sample, samples × genes). Not collective.
using GeneReader =
    std::function<void(Slice genes, const std::function<void(std::size_t, MatrixView<const float>)>& use)>;

/// How genes go with nodes.
struct Loadings {
  Matrix<float> values;  ///< genes × nodes: change of the gene, scaled units, with one unit of the node
  double ridge = 0;      ///< what was added to the diagonal of the nodes' correlations; mostly 0
};

/// Collective. Least squares of every gene on the activations of all nodes of a layer together, and an
/// intercept, over the fitted samples: n × nodes, the same on every rank. Where the nodes' correlations have
/// a condition above 10⁶, as with more nodes than samples, a ridge brings it there. A node that does not vary
/// has 0. Ranks share the genes; every rank gets all. Byte-identical on any number of ranks.
[[nodiscard]] Loadings fit_loadings(MatrixView<const float> activations, std::size_t genes,
                                    const GeneReader& read, const World& world);

}  // namespace lampyris
