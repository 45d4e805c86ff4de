// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/activation.hpp"

#include <algorithm>

namespace lampyris {

const std::vector<std::string>& activation_names() {
  static const auto names = words_of<Activation>();
  return names;
}

Activation activation_from(const std::string& name, const std::string& key) {
  return value_of<Activation>(name, key);
}

std::string to_string(Activation activation) {
  return word_of(activation);
}

double activation_value(Activation activation, double z) {
  return with_activation(activation, [z]<Activation A>() { return activation_value<A>(z); });
}

double activation_slope(Activation activation, double y) {
  return with_activation(activation, [y]<Activation A>() { return activation_slope<A>(y); });
}

double activation_slope_at(Activation activation, double z) {
  return with_activation(activation, [z]<Activation A>() { return activation_slope_at<A>(z); });
}

void apply_activation(Activation activation, std::span<float> sums) {
  with_activation(activation, [sums]<Activation A>() {
    std::transform(sums.begin(), sums.end(), sums.begin(), [](float z) { return activation_value<A>(z); });
  });
}

bool bends_at_zero(Activation activation) {
  return activation == Activation::relu || activation == Activation::leaky_relu ||
         activation == Activation::elu;
}

Epilogue activation_epilogue(Activation activation) {
  return with_activation(activation, []<Activation A>() {
    if constexpr (A == Activation::sigmoid) {
      return Epilogue::sigmoid;
    } else if constexpr (A == Activation::tanh) {
      return Epilogue::tanh;
    } else if constexpr (A == Activation::relu) {
      return Epilogue::relu;
    } else if constexpr (A == Activation::leaky_relu) {
      return Epilogue::leaky_relu;
    } else if constexpr (A == Activation::elu) {
      return Epilogue::elu;
    } else if constexpr (A == Activation::gelu) {
      return Epilogue::gelu;
    } else {
      static_assert(A == Activation::linear, "an activation needs a branch of its own");
      return Epilogue::none;
    }
  });
}

}  // namespace lampyris
