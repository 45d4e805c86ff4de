// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "src/modules/contrast.hpp"
#include "src/modules/contrast_analysis.hpp"
#include "src/modules/gene_lists.hpp"
#include "src/modules/set_index.hpp"

namespace lampyris {

/// All that one contrast gave.
struct ContrastResult {
  Contrast contrast;                    ///< cases and controls
  std::string disease;                  ///< the contrast's own gene set; may be empty
  std::vector<std::string> background;  ///< ids of the genes that count
  SetIndex sets;                        ///< the gene sets that were looked for
  std::vector<LayerResult> layers;      ///< one a layer, from the first on
  std::size_t tests = 0;                ///< of one list, over which its q was made
  double missing = 0;                   ///< fraction of the model's genes that the cohort has not
  double clamped = 0;                   ///< fraction of the values of measured genes that had to be clamped
};

/// The diseases of several contrasts as one question: does this layer, read this way, find disease genes?
struct CombinedTest {
  std::size_t layer = 0;       ///< from 1
  std::string route;           ///< the name of the method: "classifier"
  Side side = Side::positive;  ///< the list of genes
  std::size_t contrasts = 0;   ///< how many were combined
  double p = 1;                ///< Fisher's method over the hypergeometric p of each contrast's own set
  double p_permutation = 1;    ///< the same over the label-permutation p
};

/// A row for every layer and list, over the contrasts whose own set was tested; none without such a contrast.
/// Fisher's method takes contrasts for independent: they are, when they share no samples.
[[nodiscard]] std::vector<CombinedTest> combine_diseases(std::span<const ContrastResult> contrasts);

}  // namespace lampyris
