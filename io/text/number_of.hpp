#pragma once

#include <optional>
#include <string_view>

namespace lampyris::io {

/// The number in a cell, or nothing: of text, and of what is not finite. What is too small for a double is 0.
[[nodiscard]] std::optional<double> number_of(std::string_view cell);

}  // namespace lampyris::io
