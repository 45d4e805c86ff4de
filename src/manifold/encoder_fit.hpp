// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/manifold/kernel_expansion.hpp"
#include "src/manifold/kernel_ridge.hpp"
#include "src/manifold/manifold_choice.hpp"

namespace lampyris {

/// How good codes of the validation samples are, n × k; greater is better.
using CodeQuality = std::function<double(MatrixView<const float> codes)>;

/// The samples that an encoder is chosen by.
struct EncoderValidation {
  MatrixView<const float> scores;  ///< n × R, the same on every rank
  CodeQuality quality;             ///< not collective
};

/// An encoder that was chosen, and its quality.
struct ChosenEncoder {
  EncoderChoice choice;  ///< the best one
  double quality = 0;    ///< of the validation samples' codes
};

/// Collective. The quality under each kernel, width and penalty of the regression from scores to what is
/// added to the first k of them, the outputs of `ridge`: the penalties of one width in a row, then widths,
/// then kernels.
[[nodiscard]] std::vector<double> encoder_qualities(KernelRidge& ridge, double unit,
                                                    const ManifoldOptions& options,
                                                    const EncoderValidation& validation, const World& world);

/// The first encoder of the best quality.
[[nodiscard]] ChosenEncoder best_encoder(const ManifoldOptions& options,
                                         const std::vector<double>& qualities);

/// Collective. The best encoder: of all where every sample is a landmark. Else the equations of each width
/// cost a pass over the samples, so that widths are climbed, from the middle one, and for later kernels from
/// the best so far.
[[nodiscard]] ChosenEncoder choose_encoder(KernelRidge& ridge, double unit, const ManifoldOptions& options,
                                           const EncoderValidation& validation, const World& world);

/// Collective. Fits the encoder that was chosen; nothing is added for a penalty of no_manifold.
[[nodiscard]] KernelExpansion fit_encoder(KernelRidge& ridge, double unit, const EncoderChoice& choice);

}  // namespace lampyris
