// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "src/base/world.hpp"
#include "src/modules/gene_lists.hpp"
#include "src/modules/relabelling.hpp"
#include "src/modules/route.hpp"
#include "src/modules/set_index.hpp"

namespace lampyris {

/// One gene set in one module.
struct Enrichment {
  std::size_t overlap = 0;       ///< genes of the set in the module
  double p = 1;                  ///< hypergeometric, P(X ≥ overlap); not calibrated, see below
  std::size_t exceedances = 0;   ///< permutations that reach the overlap
  std::size_t permutations = 0;  ///< permutations that were counted
  double p_permutation = 1;      ///< (exceedances + 1) / (permutations + 1)
  double q = 1;                  ///< of p_permutation, see correct_contrast
};

/// The modules of one route and what is enriched in them. [side] below is in the order of all_sides.
struct ModuleResult {
  std::vector<float> scores;                           ///< one a background gene
  std::array<std::vector<std::size_t>, 3> modules;     ///< [side] background genes, best first
  std::array<std::vector<Enrichment>, 3> enrichments;  ///< [side][set]
};

/// The size of modules and how long their tests go on.
struct ModuleRules {
  std::size_t top = 0;                   ///< see module_size
  std::size_t permutations = 1000;       ///< of every test
  std::size_t max_permutations = 10000;  ///< of tests with few exceedances
};

/// Collective. The modules from the contrast's labels, and for every module and set the hypergeometric p and
/// the label-permutation p.
///
/// Genes are correlated, so the hypergeometric p of a module is far too small; the label-permutation p
/// repeats the whole route on permuted labels and compares overlaps of the same list with the same set: p =
/// (r + 1) / (N + 1) with r of N permuted overlaps at least as large. N is sequential, after Besag and
/// Clifford (1991): every test sees the first `permutations`; as long as it has fewer than 10 exceedances, N
/// doubles, up to `max_permutations`. A test leaves only at the end of a round, and p ≤ a with a ≥ 11 / (N +
/// 1) implies that the fixed-N p of a round is ≤ a, so stopping does not make p too small.
///
/// Permutations are distributed over the ranks; permutation b is a function of b, and exceedances are sums of
/// whole numbers, so the result is the same on any number of ranks.
[[nodiscard]] ModuleResult test_modules(const Route& route, const Contrast& contrast,
                                        const Relabelling& relabelling, const SetIndex& sets,
                                        const ModuleRules& rules, const World& world);

}  // namespace lampyris
