// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "src/autoencoder/model.hpp"
#include "src/modules/cross_validation.hpp"
#include "src/modules/module_test.hpp"

namespace lampyris {

/// One layer as the classifier route sees it.
struct LayerView {
  std::size_t layer = 0;            ///< from 1
  MatrixView<const float> codes;    ///< samples of the contrast × nodes
  MatrixView<const float> lightup;  ///< nodes × background genes
  /// nodes × coordinates in which the classifier sees the codes (decoder_metric); empty: the nodes
  MatrixView<const float> coordinates{};
};

/// The findings of a contrast in one layer by one route.
struct LayerResult {
  std::size_t layer = 0;  ///< from 1
  std::string route;      ///< the name of the method: "classifier"
  std::size_t folds = 0;  ///< of the cross-validation; 0: there was none
  Auroc auroc;            ///< of samples that the classifier did not see
  ModuleResult modules;   ///< the gene lists and the sets enriched in them
};

/// Settings of an analysis that all layers share.
struct AnalysisRules {
  ModuleRules modules;     ///< sizes of modules and numbers of permutations
  double penalty = 1;      ///< see RidgeLogistic
  std::uint64_t seed = 1;  ///< of the folds
};

/// The parts of a contrast that all its layers share. Referred to, not copied.
struct ContrastView {
  const Contrast& contrast;        ///< cases and controls
  const Relabelling& relabelling;  ///< their permutations
  const SetIndex& sets;            ///< the gene sets to look for
};

/// Collective. Codes of every layer ([layer − 1], samples × nodes) on every rank; each rank gives the scaled
/// values of its world.share(samples).
[[nodiscard]] std::vector<Matrix<float>> encode_layers(const ForwardPass& forward_pass, const Model& model,
                                                       MatrixView<const float> my_scaled, std::size_t samples,
                                                       const World& world);

/// Collective. Coordinates for the codes of each layer, from these codes: see decoder_metric.
[[nodiscard]] std::vector<Matrix<float>> metric_of_codes(const Model& model,
                                                         std::span<const Matrix<float>> codes,
                                                         const World& world);

/// These columns, in this order.
[[nodiscard]] Matrix<float> select_columns(MatrixView<const float> values,
                                           std::span<const std::size_t> columns);

/// Collective. The classifier route on one layer. In coordinates the codes are given the total variance that
/// they have as nodes, so that the penalty means the same.
[[nodiscard]] LayerResult analyse_layer(const ContrastView& view, const LayerView& layer,
                                        const AnalysisRules& rules, const World& world);

/// Fills q: Benjamini–Hochberg over the p_permutation of all layers and sets given, which are one contrast by
/// one route, for each list alone: were the lists one family, the many true findings of the positive list
/// would lift the threshold for chance findings in the negative one. Returns how many tests each list has.
std::size_t correct_contrast(std::span<LayerResult> layers);

}  // namespace lampyris
