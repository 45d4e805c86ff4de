// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/random.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::test {

struct NamedWidths {
  std::string name;
  std::vector<std::size_t> widths;
  bool tied;
};

inline std::vector<NamedWidths> networks() {
  return {{"shallow", {9}, false},
          {"deep", {17, 9, 21}, false},
          {"tied_shallow", {9}, true},
          {"tied_even", {12, 12}, true},
          {"tied_deep", {17, 9, 17}, true}};
}

inline std::vector<Activation> activations() {
  return {Activation::sigmoid, Activation::linear,     Activation::tanh,
          Activation::relu,    Activation::leaky_relu, Activation::elu};
}

inline std::vector<Activation> hidden_activations() {
  auto all = activations();
  all.push_back(Activation::gelu);  // its slope is no function of its value
  return all;
}

/// In [0, 1).
inline Matrix<float> uniform_samples(std::size_t rows, std::size_t genes) {
  Matrix<float> values(rows, genes);
  Random random(5, Stream::simulated_noise, rows);
  for (float& value : values.values()) value = static_cast<float>(random.uniform());
  return values;
}

/// Glorot weights, and biases that are not 0.
inline Matrix<float> random_weights(const ParameterLayout& layout) {
  Matrix<float> weights(1, layout.size());
  initialise(layout, 2, weights.values());
  Random random(6, Stream::simulated_noise, 0);
  for (const ParameterPiece& piece : layout.pieces()) {
    if (!piece.bias) continue;
    for (float& bias : weights.values().subspan(piece.offset, piece.size())) {
      bias = static_cast<float>(random.normal() * 0.3);
    }
  }
  return weights;
}

inline std::string name_of(const ParameterPiece& piece) {
  return (piece.bias ? "bias " : "weights ") + std::to_string(piece.dense);
}

/// The norm of the difference of one piece over the norm of what is expected; piece by piece, lest the small
/// gradients of early layers drown.
inline double relative_difference(const ParameterPiece& piece, const std::vector<float>& found,
                                  const std::vector<float>& expected) {
  double missed = 0;
  double size = 0;
  for (std::size_t i = piece.offset; i < piece.offset + piece.size(); ++i) {
    missed += std::pow(static_cast<double>(found[i]) - expected[i], 2);
    size += std::pow(static_cast<double>(expected[i]), 2);
  }
  return std::sqrt(missed / size);  // NaN, which no bound admits, where there is nothing to compare
}

}  // namespace lampyris::test
