// SPDX-License-Identifier: Apache-2.0
#include "src/modules/module_test.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

#include "src/statistics/empirical.hpp"
#include "src/statistics/hypergeometric.hpp"

namespace lampyris {
namespace {

constexpr std::size_t block = 64;  // permutations of one product
constexpr std::size_t enough_exceedances = 10;

ModuleResult observe(const Route& route, const Contrast& contrast, const SetIndex& sets, std::size_t top) {
  const MatrixView<const std::uint8_t> labels(contrast.is_case.data(), 1, contrast.is_case.size());
  const auto scores = route.gene_scores(labels);
  ModuleResult result;
  result.scores.assign(scores.row(0).begin(), scores.row(0).end());
  const std::size_t background = scores.columns();
  const std::size_t size = module_size(top, background);
  for (const Side side : all_sides) {
    const auto at = static_cast<std::size_t>(side);
    result.modules[at] = top_genes(result.scores, side, size);
    const auto overlaps = sets.overlaps(result.modules[at]);
    for (std::size_t s = 0; s < sets.size(); ++s) {
      const HypergeometricTable table{background, sets.genes_in(s), size, overlaps[s]};
      result.enrichments[at].push_back({.overlap = overlaps[s], .p = hypergeometric_upper(table)});
    }
  }
  return result;
}

Matrix<std::uint8_t> draw_labels(const Relabelling& relabelling, Slice permutations, std::size_t samples) {
  Matrix<std::uint8_t> labels(permutations.count, samples);
  for (std::size_t b = 0; b < permutations.count; ++b) {
    const auto drawn = relabelling.labels(permutations.offset + b);
    std::copy(drawn.begin(), drawn.end(), labels.row(b).begin());
  }
  return labels;
}

/// Adds to `exceedances` ([side · sets + set]) what one permutation's scores give.
void count_exceedances(const ModuleResult& observed, const SetIndex& sets, std::span<const float> scores,
                       std::span<std::uint64_t> exceedances) {
  for (const Side side : all_sides) {
    const auto at = static_cast<std::size_t>(side);
    const auto genes = top_genes_unordered(scores, side, observed.modules[at].size());
    const auto overlaps = sets.overlaps(genes);
    for (std::size_t s = 0; s < overlaps.size(); ++s) {
      if (overlaps[s] >= observed.enrichments[at][s].overlap) ++exceedances[at * sets.size() + s];
    }
  }
}

/// Collective. Exceedances of every test over the permutations of one round.
std::vector<std::uint64_t> run_round(const Route& route, const Contrast& contrast,
                                     const Relabelling& relabelling, const SetIndex& sets,
                                     const ModuleResult& observed, Slice round, const World& world) {
  std::vector<std::uint64_t> exceedances(all_sides.size() * sets.size());
  const Slice mine = world.share(round.count);
  for (std::size_t done = 0; done < mine.count; done += block) {
    const Slice part{round.offset + mine.offset + done, std::min(block, mine.count - done)};
    const auto labels = draw_labels(relabelling, part, contrast.samples.size());
    const auto scores = route.gene_scores(labels.view());
    for (std::size_t b = 0; b < part.count; ++b)
      count_exceedances(observed, sets, scores.row(b), exceedances);
  }
  world.sum(exceedances);
  return exceedances;
}

/// Whether any test still has too few exceedances to stop.
bool add_round(const std::vector<std::uint64_t>& exceedances, std::size_t total, ModuleResult& result) {
  bool any_open = false;
  std::size_t test = 0;
  for (auto& enrichments : result.enrichments) {
    for (auto& enrichment : enrichments) {
      const std::size_t more = exceedances[test++];
      if (enrichment.exceedances >= enough_exceedances) continue;
      enrichment.exceedances += more;
      enrichment.permutations = total;
      enrichment.p_permutation = empirical_p(enrichment.exceedances, total);
      any_open = any_open || enrichment.exceedances < enough_exceedances;
    }
  }
  return any_open;
}

}  // namespace

ModuleResult test_modules(const Route& route, const Contrast& contrast, const Relabelling& relabelling,
                          const SetIndex& sets, const ModuleRules& rules, const World& world) {
  auto result = observe(route, contrast, sets, rules.top);
  std::size_t done = 0;
  std::size_t total = rules.permutations;
  bool any_open = sets.size() > 0;
  while (any_open && done < total) {
    const auto exceedances =
        run_round(route, contrast, relabelling, sets, result, {done, total - done}, world);
    any_open = add_round(exceedances, total, result);
    done = total;
    total = std::min(2 * total, std::max(rules.permutations, rules.max_permutations));
  }
  return result;
}

}  // namespace lampyris
