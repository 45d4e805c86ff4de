#pragma once

#include <string>

namespace lampyris::io {

/// Six significant digits, the shortest form; "NA" when not a number.
[[nodiscard]] std::string format_number(double value);

}  // namespace lampyris::io
