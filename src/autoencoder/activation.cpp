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

void apply_activation(Activation activation, std::span<float> sums) {
  with_activation(activation, [sums]<Activation A>() {
    std::transform(sums.begin(), sums.end(), sums.begin(), [](float z) { return activation_value<A>(z); });
  });
}

bool bends_at_zero(Activation activation) {
  return activation == Activation::relu || activation == Activation::leaky_relu ||
         activation == Activation::elu;
}

}  // namespace lampyris
