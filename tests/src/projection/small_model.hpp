// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "src/autoencoder/model.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/pca/pca.hpp"

namespace lampyris::test {

constexpr std::size_t small_genes = 12;

/// Samples with some structure, between 0 and 1.
inline Matrix<float> small_samples(std::size_t count) {
  Matrix<float> samples(count, small_genes);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t g = 0; g < small_genes; ++g) {
      const auto noise = static_cast<double>((i * 7919 + g * 104729 + i * g * 31) % 101) / 101;
      samples(i, g) = static_cast<float>(0.5 + 0.3 * std::sin(static_cast<double>(i * (g % 3 + 1))) +
                                         0.1 * (noise - 0.5));
    }
  }
  return samples;
}

/// Three orthonormal directions: cosines.
inline Pca small_pca() {
  constexpr double pi = 3.14159265358979323846;
  Pca pca{std::vector<double>(small_genes), Matrix<float>(3, small_genes), {3, 2, 1}, 7};
  for (std::size_t g = 0; g < small_genes; ++g) {
    pca.mean[g] = 0.4 + 0.01 * static_cast<double>(g);
    for (std::size_t k = 0; k < 3; ++k) {
      const double angle = pi * static_cast<double>(k + 1) * (static_cast<double>(g) + 0.5) / small_genes;
      pca.components(k, g) = static_cast<float>(std::sqrt(2.0 / small_genes) * std::cos(angle));
    }
  }
  return pca;
}

/// A network of two hidden layers with random weights.
inline Model small_model() {
  Model model;
  model.autoencoder = Autoencoder({.genes = small_genes, .widths = {5, 3}});
  initialise(model.autoencoder, 3);
  for (std::size_t g = 0; g < small_genes; ++g) model.genes.push_back("g" + std::to_string(g));
  model.training = {std::vector<double>(small_genes, 0), std::vector<double>(small_genes, 1),
                    std::vector<double>(small_genes, 0.45), std::vector<double>(small_genes, 0.2)};
  model.scaling = make_scaling(ScalingMethod::minmax, model.training);
  return model;
}

}  // namespace lampyris::test
