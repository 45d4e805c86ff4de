// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/architecture.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "src/base/error.hpp"

namespace lampyris {

std::size_t Architecture::weight_offset(std::size_t dense) const {
  std::size_t offset = 0;
  for (std::size_t s = 0; s < dense; ++s) offset += (inputs(s) + 1) * outputs(s);
  return offset;
}

std::size_t Architecture::bias_offset(std::size_t dense) const {
  return weight_offset(dense) + inputs(dense) * outputs(dense);
}

std::size_t Architecture::code_layer() const {
  if (linear_nodes == 0) return 0;
  const auto found = std::find(widths.begin(), widths.end(), linear_nodes);
  return found == widths.end() ? 0 : static_cast<std::size_t>(found - widths.begin()) + 1;
}

void require_tieable(const Architecture& architecture) {
  const auto& widths = architecture.widths;
  if (!architecture.tied || std::equal(widths.begin(), widths.end(), widths.rbegin())) return;
  throw UsageError(
      fmt::format("model.tied = true needs widths that read the same from both ends, as [512, 64, 512]; "
                  "model.widths = [{}]",
                  fmt::join(widths, ", ")));
}

}  // namespace lampyris
