// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lampyris::io {

/// Writes six significant digits, in the shortest form; "NA" for what is not a number.
[[nodiscard]] std::string format_number(double value);

}  // namespace lampyris::io
