#include "src/autoencoder/architecture.hpp"

#include <fmt/format.h>

#include "src/base/error.hpp"

namespace lampyris {

Activation activation_from(const std::string& name, const std::string& key) {
  if (name == "sigmoid") return Activation::sigmoid;
  if (name == "linear") return Activation::linear;
  throw UsageError(fmt::format("{} = \"{}\": must be sigmoid or linear", key, name));
}

std::string to_string(Activation activation) {
  return activation == Activation::sigmoid ? "sigmoid" : "linear";
}

std::size_t Architecture::weight_offset(std::size_t step) const {
  std::size_t offset = 0;
  for (std::size_t s = 0; s < step; ++s) offset += (inputs(s) + 1) * outputs(s);
  return offset;
}

std::size_t Architecture::bias_offset(std::size_t step) const {
  return weight_offset(step) + inputs(step) * outputs(step);
}

}  // namespace lampyris
