// SPDX-License-Identifier: Apache-2.0
#include "io/text/number_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lampyris::io {

std::string format_number(double value) {
  if (std::isnan(value)) return "NA";
  // 0 has a sign that depends on how a sum came to it; a table shows none.
  return fmt::format("{:.6g}", value == 0 ? 0.0 : value);
}

}  // namespace lampyris::io
