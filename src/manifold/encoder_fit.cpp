// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/encoder_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace lampyris {
namespace {

Matrix<float> encoded(const Matrix<double>& changes, MatrixView<const float> scores) {
  Matrix<float> codes(changes.rows(), changes.columns());
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    for (std::size_t j = 0; j < codes.columns(); ++j) {
      codes(i, j) = static_cast<float>(static_cast<double>(scores(i, j)) + changes(i, j));
    }
  }
  return codes;
}

// Collective. The quality under each penalty; a penalty is one rank's.
std::vector<double> qualities_of(const RidgeSystem& system, const Matrix<double>& features,
                                 const std::vector<double>& penalties, const EncoderValidation& validation,
                                 const World& world) {
  std::vector<double> qualities(penalties.size());
  RidgeRoom room;
  const Slice mine = world.share(penalties.size());
  for (std::size_t p = mine.offset; p < mine.end(); ++p) {
    const auto codes =
        std::isinf(penalties[p])
            ? encoded(Matrix<double>(features.rows(), system.right->columns()), validation.scores)
            : encoded(ridge_predictions(system, penalties[p], features, room), validation.scores);
    qualities[p] = validation.quality(codes.view());
  }
  gather_shares(world, std::span(qualities), 1);
  return qualities;
}

// Collective. The same of one kernel and width, from the equations on.
std::vector<double> width_qualities(KernelRidge& ridge, const ScaledKernel& kernel,
                                    const std::vector<double>& penalties, const EncoderValidation& validation,
                                    const World& world) {
  const RidgeSystem system = ridge.system(kernel);
  return qualities_of(system, ridge.features(kernel, validation.scores), penalties, validation, world);
}

}  // namespace

std::vector<double> encoder_qualities(KernelRidge& ridge, double unit, const ManifoldOptions& options,
                                      const EncoderValidation& validation, const World& world) {
  std::vector<double> all;
  for (const Kernel kernel : options.encoder_kernels) {
    for (const double width : options.widths) {
      const auto some =
          width_qualities(ridge, {kernel, width / unit}, options.encoder_penalties, validation, world);
      all.insert(all.end(), some.begin(), some.end());
    }
  }
  return all;
}

ChosenEncoder best_encoder(const ManifoldOptions& options, const std::vector<double>& qualities) {
  ChosenEncoder best{{}, -std::numeric_limits<double>::infinity()};
  auto quality = qualities.begin();
  for (const Kernel kernel : options.encoder_kernels) {
    for (const double width : options.widths) {
      for (const double penalty : options.encoder_penalties) {
        if (*quality > best.quality) best = {{kernel, width, penalty}, *quality};
        ++quality;
      }
    }
  }
  return best;
}

ChosenEncoder choose_encoder(KernelRidge& ridge, double unit, const ManifoldOptions& options,
                             const EncoderValidation& validation, const World& world) {
  if (ridge.every_sample()) {
    return best_encoder(options, encoder_qualities(ridge, unit, options, validation, world));
  }
  ChosenEncoder best{{}, -std::numeric_limits<double>::infinity()};
  std::size_t top = options.widths.size() / 2;
  for (const Kernel kernel : options.encoder_kernels) {
    // Gives whether a width has a better encoder than any before.
    const auto climb_to = [&](std::size_t w) {
      const double before = best.quality;
      const double width = options.widths[w];
      const auto some =
          width_qualities(ridge, {kernel, width / unit}, options.encoder_penalties, validation, world);
      for (std::size_t p = 0; p < some.size(); ++p) {
        if (some[p] > best.quality) best = {{kernel, width, options.encoder_penalties[p]}, some[p]};
      }
      return best.quality > before;
    };
    const std::size_t start = top;
    static_cast<void>(climb_to(start));
    while (top + 1 < options.widths.size() && climb_to(top + 1)) ++top;
    if (top > start) continue;
    while (top > 0 && climb_to(top - 1)) --top;
  }
  return best;
}

KernelExpansion fit_encoder(KernelRidge& ridge, double unit, const EncoderChoice& choice) {
  KernelExpansion encoder;
  encoder.kernel = choice.kernel;
  encoder.width = choice.width;
  encoder.unit = unit;
  if (std::isinf(choice.penalty)) {  // no landmarks, in the shapes that a model file needs
    encoder.landmarks = Matrix<float>(0, ridge.landmarks().columns());
    encoder.weights = Matrix<float>(0, ridge.outputs());
    return encoder;
  }
  // Every rank solves the same small system alike.
  const auto weights = ridge_weights(ridge.system({choice.kernel, choice.width / unit}), choice.penalty);
  encoder.landmarks = ridge.landmarks().clone();
  encoder.weights = Matrix<float>(weights.rows(), weights.columns());
  std::transform(weights.values().begin(), weights.values().end(), encoder.weights.values().begin(),
                 [](double x) { return static_cast<float>(x); });
  return encoder;
}

}  // namespace lampyris
