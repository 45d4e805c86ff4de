// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lampyris {
namespace {

float height(float score, Ranking ranking) {
  if (std::isnan(score)) return -std::numeric_limits<float>::infinity();
  if (ranking == Ranking::absolute) return std::abs(score);
  return ranking == Ranking::positive ? score : -score;
}

}  // namespace

std::vector<std::size_t> top_genes_among(std::span<const float> scores,
                                         std::span<const std::size_t> candidates, std::size_t count,
                                         Ranking ranking) {
  struct Candidate {
    float height;
    std::size_t gene;
  };
  std::vector<Candidate> ranked;
  ranked.reserve(candidates.size());
  for (const std::size_t gene : candidates) ranked.push_back({height(scores[gene], ranking), gene});
  const auto before = [](const Candidate& a, const Candidate& b) {
    return a.height > b.height || (a.height == b.height && a.gene < b.gene);
  };
  const auto end = ranked.begin() + static_cast<std::ptrdiff_t>(std::min(count, ranked.size()));
  if (end != ranked.end()) std::nth_element(ranked.begin(), end, ranked.end(), before);
  std::sort(ranked.begin(), end, before);

  std::vector<std::size_t> genes;
  for (auto candidate = ranked.begin(); candidate != end; ++candidate) genes.push_back(candidate->gene);
  return genes;
}

std::vector<std::size_t> top_genes(std::span<const float> scores, std::size_t count, Ranking ranking) {
  std::vector<std::size_t> all(scores.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return top_genes_among(scores, all, count, ranking);
}

}  // namespace lampyris
