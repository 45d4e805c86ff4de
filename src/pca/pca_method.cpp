// SPDX-License-Identifier: Apache-2.0
#include "src/pca/pca_method.hpp"

#include <algorithm>

namespace lampyris {

std::string to_string(PcaMethod method) {
  return word_of(method);
}

PcaMethod choose_pca_method(std::optional<PcaMethod> asked, const PcaSize& size) {
  constexpr std::size_t small_side = 4000;
  constexpr std::size_t share = 10;
  if (asked) return *asked;
  const std::size_t side = std::min(size.samples, size.genes);
  return side <= small_side || size.components >= side / share ? PcaMethod::exact : PcaMethod::randomised;
}

}  // namespace lampyris
