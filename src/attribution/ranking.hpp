// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lampyris {

/// By which end of the scores genes are ranked: the largest |score|, the largest score, or the most negative
/// one.
enum class Ranking { absolute, positive, negative };

/// The first `count` genes (all when there are fewer) of `scores`, best first; equal scores in gene order,
/// NaN last. The result is a function of the scores alone.
[[nodiscard]] std::vector<std::size_t> top_genes(std::span<const float> scores, std::size_t count,
                                                 Ranking ranking = Ranking::absolute);

/// Does what top_genes does among the genes `candidates` alone, each given once, in any order.
[[nodiscard]] std::vector<std::size_t> top_genes_among(std::span<const float> scores,
                                                       std::span<const std::size_t> candidates,
                                                       std::size_t count,
                                                       Ranking ranking = Ranking::absolute);

}  // namespace lampyris
