#include "src/structure/pca_method.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/error.hpp"

namespace lampyris {

std::string to_string(PcaMethod method) {
  return pca_method_names()[1 + static_cast<std::size_t>(method)];
}

const std::vector<std::string>& pca_method_names() {
  static const std::vector<std::string> names{"auto", "exact", "randomised"};
  return names;
}

PcaMethod choose_pca_method(const std::string& name, const PcaSize& size) {
  constexpr std::size_t small_side = 4000;
  constexpr std::size_t share = 10;
  const auto& names = pca_method_names();
  const auto asked = std::find(names.begin(), names.end(), name);
  if (asked == names.end()) {
    throw UsageError(fmt::format("--method {}: must be auto, exact or randomised", name));
  }
  if (asked != names.begin()) return static_cast<PcaMethod>(asked - names.begin() - 1);
  const std::size_t side = std::min(size.samples, size.genes);
  return side <= small_side || size.components >= side / share ? PcaMethod::exact : PcaMethod::randomised;
}

}  // namespace lampyris
