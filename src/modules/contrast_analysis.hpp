#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "src/autoencoder/forward_pass.hpp"
#include "src/modules/cross_validation.hpp"
#include "src/modules/module_test.hpp"

namespace lampyris {

/// One layer as the classifier route sees it.
struct LayerView {
  std::size_t layer = 0;            ///< from 1
  MatrixView<const float> codes;    ///< samples of the contrast × nodes
  MatrixView<const float> lightup;  ///< nodes × background genes
};

/// What a contrast found through one layer by one route.
struct LayerResult {
  std::size_t layer = 0;
  std::string route;
  std::size_t folds = 0;
  Auroc auroc;
  ModuleResult modules;
};

struct AnalysisRules {
  ModuleRules modules;
  double penalty = 1;  ///< see RidgeLogistic
  std::uint64_t seed = 1;
};

/// What all layers of a contrast share. Referred to, not copied.
struct ContrastView {
  const Contrast& contrast;
  const Relabelling& relabelling;
  const SetIndex& sets;
};

/// Collective. Codes of every layer ([layer − 1], samples × nodes) on every rank; each rank gives the scaled
/// values of its world.share(samples).
[[nodiscard]] std::vector<Matrix<float>> encode_layers(const ForwardPass& forward_pass,
                                                       const Autoencoder& autoencoder,
                                                       MatrixView<const float> my_scaled, std::size_t samples,
                                                       const World& world);

/// These columns, in this order.
[[nodiscard]] Matrix<float> select_columns(MatrixView<const float> values,
                                           std::span<const std::size_t> columns);

/// Collective. The classifier route on one layer.
[[nodiscard]] LayerResult analyse_layer(const ContrastView& view, const LayerView& layer,
                                        const AnalysisRules& rules, const World& world);

/// Fills q: Benjamini–Hochberg over the p_permutation of all layers and sets given, which are one contrast by
/// one route, for each list alone: were the lists one family, the many true findings of the positive list
/// would lift the threshold for chance findings in the negative one. Returns how many tests each list has.
std::size_t correct_contrast(std::span<LayerResult> layers);

}  // namespace lampyris
