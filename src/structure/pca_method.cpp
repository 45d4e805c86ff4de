#include "src/structure/pca_method.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/error.hpp"

namespace lampyris {

std::string to_string(PcaMethod method) {
  return method == PcaMethod::exact ? "exact" : "randomised";
}

PcaMethod choose_pca_method(const std::string& name, const PcaSize& size) {
  constexpr std::size_t small_side = 4000;
  constexpr std::size_t share = 10;
  if (name == "exact") return PcaMethod::exact;
  if (name == "randomised") return PcaMethod::randomised;
  if (name != "auto") {
    throw UsageError(fmt::format("--method {}: must be auto, exact or randomised", name));
  }
  const std::size_t side = std::min(size.samples, size.genes);
  return side <= small_side || size.components >= side / share ? PcaMethod::exact : PcaMethod::randomised;
}

}  // namespace lampyris
