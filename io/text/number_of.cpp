#include "io/text/number_of.hpp"

#include <fast_float/fast_float.h>

#include <cmath>

namespace lampyris::io {

std::optional<double> number_of(std::string_view cell) {
  double number = 0;
  if (cell.starts_with('+')) cell.remove_prefix(1);
  const auto [stop, code] = fast_float::from_chars(cell.data(), cell.data() + cell.size(), number);
  const bool read = code == std::errc() || code == std::errc::result_out_of_range;
  if (!read || stop != cell.data() + cell.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace lampyris::io
