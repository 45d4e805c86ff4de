// SPDX-License-Identifier: Apache-2.0
#include "src/modules/contrast_result.hpp"

#include "src/statistics/combination.hpp"

namespace lampyris {
namespace {

CombinedTest combine(std::span<const ContrastResult> contrasts, std::size_t layer, Side side) {
  std::vector<double> p;
  std::vector<double> p_permutation;
  CombinedTest result;
  for (const auto& contrast : contrasts) {
    const auto set = contrast.sets.find(contrast.disease);
    if (!set) continue;
    const auto& at = contrast.layers[layer];
    const auto& enrichment = at.modules.enrichments[static_cast<std::size_t>(side)][*set];
    p.push_back(enrichment.p);
    p_permutation.push_back(enrichment.p_permutation);
    result = {at.layer, at.route, side, p.size(), 0, 0};
  }
  result.p = fisher_combination(p);
  result.p_permutation = fisher_combination(p_permutation);
  return result;
}

}  // namespace

std::vector<CombinedTest> combine_diseases(std::span<const ContrastResult> contrasts) {
  std::vector<CombinedTest> result;
  const std::size_t layers = contrasts.empty() ? 0 : contrasts.front().layers.size();
  for (std::size_t layer = 0; layer < layers; ++layer) {
    for (const Side side : all_sides) {
      auto test = combine(contrasts, layer, side);
      if (test.contrasts > 0) result.push_back(std::move(test));
    }
  }
  return result;
}

}  // namespace lampyris
