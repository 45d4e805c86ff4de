#include "src/autoencoder/activation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "src/base/error.hpp"

namespace lampyris {

const std::vector<std::string>& activation_names() {
  static const std::vector<std::string> names{"sigmoid", "linear", "tanh", "relu", "leaky_relu", "elu"};
  return names;
}

Activation activation_from(const std::string& name, const std::string& key) {
  const auto& names = activation_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw UsageError(fmt::format("{} = \"{}\": must be one of {}", key, name, fmt::join(names, ", ")));
  }
  return static_cast<Activation>(found - names.begin());
}

std::string to_string(Activation activation) {
  return activation_names()[static_cast<std::size_t>(activation)];
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
